from django.core.exceptions import ValidationError
from django.db import models
from django.utils.formats import date_format
from wagtail.admin.panels import FieldPanel

from core.search.phrases import stems_of_phrases
from core.versioned_forms import VersionedForm

TOO_FEW_WORDS = (
    "A group needs two words or phrases at least, with a comma between them. For a "
    "word of another language, fill in the English words below."
)
REPEATED = (
    "Another group has all of these words: “%(words)s”. Change that group instead."
)
DRAFT = (
    "This page is a draft, which visitors do not see. Publish it first, then choose it."
)
NO_WORDS = "There is no word in this that visitors could search for."


class SearchDocument(models.Model):
    """Entry of the site search: something that a visitor can find.

    The full-text index beside it, which holds the stems, differs by database; see
    ``core.site_search.database``.
    """

    # The label of the object's model: "articles.articlepage".
    model = models.CharField(max_length=100)
    object_pk = models.BigIntegerField()
    # For an object with several documents, such as the places of a clinic.
    part = models.CharField(max_length=40, blank=True)
    title = models.TextField()
    # For the matched passage; the object itself would be read with all its pictures.
    text = models.TextField(blank=True)
    # The path, except that of pages, which changes with the pages above.
    url = models.CharField(max_length=255, blank=True)
    # The number of stems in the title.
    title_length = models.PositiveSmallIntegerField()
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["model", "object_pk", "part"], name="unique_search_document"
            )
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.object_pk} {self.part}".strip()


class SearchWord(models.Model):
    """Word in the texts of the site, for spelling corrections and suggestions.

    Rows are only added, so that writers never wait for each other; a word may be there
    more than once. Rebuilding the index removes words that are no longer used.
    """

    word = models.CharField(max_length=40)

    def __str__(self) -> str:
        return self.word


class SearchSynonyms(models.Model):
    """Words and phrases that the site search treats as equal."""

    words = models.TextField(
        help_text=(
            "Words or phrases that mean the same, with commas between them: “slipped "
            "disc, herniated disc, disc prolapse”. Singular, plural, capitals and "
            "British or American spelling make no difference."
        )
    )
    translation_of = models.CharField(
        "from another language",
        max_length=100,
        blank=True,
        help_text=(
            "Only for words of another language: the English words they lead to, for "
            "example “sciatica” for “ciática”. The results then say so."
        ),
    )

    updated_at = models.DateTimeField(auto_now=True)

    panels = [FieldPanel("words"), FieldPanel("translation_of")]
    base_form_class = VersionedForm

    class Meta:
        verbose_name = "synonyms"
        verbose_name_plural = "synonyms"
        ordering = ["words"]

    def __str__(self) -> str:
        return self.words

    def clean(self) -> None:
        """Refuses groups that would change nothing."""
        meanings = stems_of_phrases(self.words)
        if self.translation_of and not stems_of_phrases(self.translation_of):
            raise ValidationError({"translation_of": NO_WORDS})
        if self.translation_of and not meanings:
            raise ValidationError({"words": NO_WORDS})
        if not self.translation_of and len(meanings) < 2:
            raise ValidationError({"words": TOO_FEW_WORDS})
        if repeated := self._repeated():
            error = ValidationError(REPEATED, params={"words": repeated.words})
            raise ValidationError({"words": error})

    def _repeated(self) -> "SearchSynonyms | None":
        """Another group that has all words of this one, with the same translation."""
        meanings = stems_of_phrases(self.words)
        english = stems_of_phrases(self.translation_of)
        others = SearchSynonyms.objects.exclude(pk=self.pk)
        return next(
            (
                each
                for each in others
                if stems_of_phrases(each.translation_of) == english
                and meanings <= stems_of_phrases(each.words)
            ),
            None,
        )


class ChosenResult(models.Model):
    """A page that the site search shows first for some words."""

    words = models.TextField(
        help_text=(
            "What visitors type, with commas between: “cancel appointment, reschedule”. "
            "Singular, plural, capitals and small words make no difference."
        )
    )
    page = models.ForeignKey(
        "wagtailcore.Page", on_delete=models.CASCADE, related_name="+"
    )
    updated_at = models.DateTimeField(auto_now=True)

    panels = [FieldPanel("words"), FieldPanel("page")]
    base_form_class = VersionedForm

    class Meta:
        verbose_name = "chosen result"
        ordering = ["words"]

    def __str__(self) -> str:
        return self.words

    def clean(self) -> None:
        if not stems_of_phrases(self.words):
            raise ValidationError({"words": NO_WORDS})
        if self.page_id and not self.page.live:
            raise ValidationError({"page": DRAFT})


class SearchWithoutResults(models.Model):
    """Words that a search found nothing for, with the number of days on which it did.

    ``words`` are empty until the search was made on several days: until then the words
    are known by their keyed hash only. See ``core.site_search.without_results``.
    """

    digest = models.CharField(max_length=64, unique=True)
    words = models.CharField(max_length=60, blank=True, db_index=True)
    days = models.PositiveIntegerField(default=1)
    last_on = models.DateField(db_index=True)
    # Removed from the report: not counted and not shown again.
    is_removed = models.BooleanField(default=False)

    class Meta:
        verbose_name = "search without results"
        verbose_name_plural = "searches without results"

    def __str__(self) -> str:
        return self.words or self.digest

    @property
    def last_month(self) -> str:
        return date_format(self.last_on, "F Y")
