from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.fields import RichTextField
from wagtail.log_actions import log
from wagtail.search import index

from clinic import signatories
from core import last_changes, rich_text
from core.models import User
from core.panels import AddressInput, NamePanel
from core.snippet_forms import SnippetForm
from core.versioned_forms import VersionedForm
from core.view_paths import view_path

LINK = "clinic.link_account"
# The fields that identify a signatory: name and profession beside the signature, and
# the public register in JSON-LD.
IDENTITY_FIELDS = ("name", "credentials", "role", "same_as")
LOCKED_HELP_TEXT = (
    "Only an administrator changes this, for the person has an account or has signed "
    "reviews."
)


class PersonForm(VersionedForm):
    """Form of a person; account and identity need the permission to link accounts."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.previous_user = self.instance.user
        if may_link(self.for_user):
            self._limit_account_choices()
        elif signatories.is_signatory(self.instance):
            self._disable_identity_fields()

    def save(self, commit: bool = True) -> "Person":
        person = super().save(commit)
        if commit and person.user != self.previous_user:
            log_account_link(person, self.previous_user, by=self.for_user)
        return person

    def _limit_account_choices(self) -> None:
        accounts = User.objects.with_perm("wagtailadmin.access_admin")
        kept = User.objects.filter(pk=self.instance.user_id)
        self.fields["user"].queryset = (accounts | kept).distinct()
        self.fields["user"].label_from_instance = account_label

    def _disable_identity_fields(self) -> None:
        for name in IDENTITY_FIELDS:
            self.fields[name].disabled = True
            self.fields[name].help_text = LOCKED_HELP_TEXT


class PersonAPIForm(SnippetForm):
    """Form of a person in API v3, which may hold some of the fields only."""

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if signatories.is_signatory(self.instance) and not may_link(self.for_user):
            for name in set(IDENTITY_FIELDS) & set(self.changed_data):
                self.add_error(name, LOCKED_HELP_TEXT)
        return values


def may_link(user: User | AnonymousUser | None) -> bool:
    """True if the user may link accounts, and for a form without a user."""
    return user is None or user.has_perm(LINK)


def log_account_link(person: "Person", before: User | None, *, by: User | None) -> None:
    data = {
        "from": account_label(before) if before else None,
        "to": account_label(person.user) if person.user else None,
    }
    log(instance=person, action=LINK, user=by, data=data)


def account_label(user: User) -> str:
    """Label of an account: name and e-mail address, as names are not unique."""
    name = user.get_full_name()
    return f"{name} ({user.email})" if name else user.email


class Person(index.Indexed, models.Model):
    """A person of the clinic with a public profile: author, reviewer or clinician."""

    name = models.CharField(
        max_length=120, help_text="For example “Dr Maya Lindqvist”."
    )
    slug = models.SlugField(
        "address",
        max_length=120,
        unique=True,
        help_text=(
            "The last part of the profile's address; follows from the name. "
            "For example “maya-lindqvist” for /people/maya-lindqvist/"
        ),
        error_messages={"unique": "There is somebody at this address already."},
    )
    credentials = models.CharField(
        max_length=120,
        blank=True,
        help_text="Degrees and memberships as they stand behind the name: “MD, FAANS”.",
    )
    role = models.CharField(
        max_length=120, blank=True, help_text="For example “Neurosurgeon”."
    )
    photo = models.ForeignKey(
        "core.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="A portrait: head and shoulders.",
    )
    biography = RichTextField(
        blank=True,
        features=rich_text.SHORT,
        help_text=(
            "Two or three sentences for readers. For example: “She has treated spines "
            "since 2009 and runs our clinic for sciatica.”"
        ),
    )
    same_as = models.URLField(
        "public register",
        blank=True,
        help_text="The person's entry in a professional register, if there is one.",
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="person",
        help_text="The account this person signs in with, if any. Never shown.",
    )

    panels = [
        MultiFieldPanel(
            [
                NamePanel("name", classname="", placeholder=False),
                "credentials",
                "role",
                FieldPanel("slug", widget=AddressInput),
            ],
            heading="Name and profession",
        ),
        FieldPanel("photo"),
        FieldPanel("biography"),
        FieldPanel("same_as"),
        FieldPanel("user", permission=LINK),
    ]
    base_form_class = PersonForm
    api_base_form_class = PersonAPIForm

    search_fields = [
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.SearchField("role"),
    ]

    # Without the account, which is never shown.
    api_fields = [
        APIField("name", writable=True),
        APIField("slug", writable=True),
        APIField("credentials", writable=True),
        APIField("role", writable=True),
        APIField("photo", writable=True),
        APIField("biography", writable=True),
        APIField("same_as", writable=True),
    ]

    class Meta:
        verbose_name = "person"
        verbose_name_plural = "people"
        ordering = ["name", "pk"]
        permissions = [("link_account", "Can link accounts to people")]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """Name with credentials: “Maya Lindqvist, MD, FAANS”."""
        return ", ".join(part for part in (self.name, self.credentials) if part)

    @property
    def updated_at(self) -> datetime | None:
        """The time of the last change of what the public sees of the person."""
        return last_changes.time_of("person", self.pk)

    def get_absolute_url(self) -> str:
        """Path of the profile; the URLconf of the project names the view ``person``."""
        return view_path("person", self.slug)
