from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import register_setting

from comments.screening import Rules, words_of
from core.models import SiteSettings
from core.versioned_forms import VersionedForm
from public_forms.mail import check_addresses


@register_setting(icon="comment", order=2)
class ReplySettings(SiteSettings):
    """Per-site settings of replies: when they are open, moderation and retention."""

    list_tag = "reply-settings"

    replies_open = models.BooleanField(
        "visitors may reply",
        default=True,
        help_text="Each article can still be closed on its own.",
    )
    close_after_days = models.PositiveSmallIntegerField(
        "close after … days",
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="Counted from an article's publication. Empty: they stay open.",
    )
    first_time_writers_wait = models.BooleanField(
        "newcomers wait",
        default=True,
        help_text="Who never had a reply published waits for a moderator.",
    )
    most_links = models.PositiveSmallIntegerField(
        "links allowed",
        default=2,
        validators=[MaxValueValidator(50)],
        help_text="A reply with more of them waits for a moderator.",
    )
    blocked_words = models.TextField(
        blank=True,
        help_text=(
            "A word or phrase a line. A reply with one of them goes to the spam folder."
        ),
    )
    proof_of_work = models.BooleanField(
        "let browsers do a sum",
        default=False,
        help_text=(
            "A second of work for a visitor's browser, dear for those who send "
            "thousands. Replies without it wait for a moderator."
        ),
    )
    moderators_email = models.TextField(
        "who is told",
        blank=True,
        help_text=(
            "An e-mail address a line. Empty: everybody who may moderate replies."
        ),
    )
    address_days = models.PositiveSmallIntegerField(
        "network addresses are shortened after … days",
        default=30,
        validators=[MinValueValidator(1)],
    )
    rubbish_days = models.PositiveSmallIntegerField(
        "spam and the bin are emptied after … days",
        default=30,
        validators=[MinValueValidator(1)],
    )

    panels = [
        MultiFieldPanel(["replies_open", "close_after_days"], heading="Where"),
        MultiFieldPanel(
            [
                "first_time_writers_wait",
                "most_links",
                "blocked_words",
                "proof_of_work",
            ],
            heading="What waits for a moderator",
        ),
        FieldPanel("moderators_email"),
        MultiFieldPanel(["address_days", "rubbish_days"], heading="What is forgotten"),
    ]
    base_form_class = VersionedForm

    class Meta:
        verbose_name = "replies"

    def __str__(self) -> str:
        return "Replies"

    @property
    def rules(self) -> Rules:
        return Rules(
            first_time_writers_wait=self.first_time_writers_wait,
            most_links=self.most_links,
            blocked_words=words_of(self.blocked_words),
        )

    @property
    def moderators(self) -> list[str]:
        """E-mail addresses to notify, as entered; may be empty."""
        lines = (line.strip() for line in self.moderators_email.splitlines())
        return [line for line in lines if line]

    def clean(self) -> None:
        super().clean()
        check_addresses(self.moderators_email, field="moderators_email")
