"""Builder of the demo site in the database, from its files."""

import datetime
import uuid
from typing import Any

from django.contrib.auth.models import Group
from django.core.files import File
from django.db.models import Q
from wagtail.blocks import StreamBlock, StreamValue
from wagtail.fields import StreamField
from wagtail.models import Page, Site, Workflow, WorkflowPage

from articles.models import ArticleIndexPage, ArticlePage, Topic
from clinic.models import ClinicSettings, Person
from contact.models import ContactPage, FormField, FormPage
from core.checks import DEMO_DOMAIN, DEMO_PASSWORD
from core.models import Image, User
from home.demo import content
from home.demo.content import Keys, Written
from home.models import HomePage, StandardPage

CREDIT = "Gait illustration"
# Created by a migration of articles.
CLINICAL_WORKFLOW = "Clinical review, then publication"
# Accounts with their groups; the administrator needs none.
ACCOUNTS = {
    "admin": None,
    "editor": "Editors",
    "moderator": "Moderators",
    "reviewer": "Clinical reviewers",
}
# Streams with a single block type, with that type.
STREAMS = {
    "references": "reference",
    "featured_articles": "article",
    "places": "place",
    "social_profiles": "profile",
    "header_navigation": "link",
    "footer_navigation": "link",
}
PARTS = ("benefits", "safety", "call_to_action")
SECTIONS = ("sections", "body")


def key_of(slug: str) -> uuid.UUID:
    """Translation key of a demo page, which stays when editors rename or move it."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"https://{DEMO_DOMAIN}/{slug}")


def is_loaded() -> bool:
    home = content.read("pages")["home"]
    return Page.objects.filter(translation_key=key_of(home["slug"])).exists()


class Builder:
    """Adds the demo content; existing objects with the same name are kept unchanged."""

    def __init__(self, *, with_accounts: bool) -> None:
        self.written = content.read("pages")
        self.clinic = content.read("clinic")
        self.accounts = add_accounts() if with_accounts else {}
        self.images = add_images()
        self.keys = Keys({name: image.pk for name, image in self.images.items()})
        self.topics = {
            entry["slug"]: add_topic(entry) for entry in self.clinic["topics"]
        }
        self.people = {
            entry["slug"]: self._person(**entry) for entry in self.clinic["people"]
        }
        self.drafts: list[tuple[Page, dict[str, Written]]] = []

    def add_pages(self) -> HomePage:
        """Adds and publishes all pages below the root; returns the home page."""
        root = Page.get_first_root_node()
        home = self._draft(HomePage, root, self.written["home"])
        index = self._draft(ArticleIndexPage, home, self.written["articles"])
        contact = self._draft(ContactPage, home, self.written["contact"])
        for written in self.written["forms"]:
            self._draft(FormPage, contact, written)
        for written in content.articles():
            self._draft(ArticlePage, index, written)
        for written in self.written["standard"]:
            self._draft(StandardPage, home, written)
        # Pages link to each other, so all need primary keys before any is filled.
        for page, written in self.drafts:
            self._publish(page, written)
        ask_for_clinical_review(index)
        return home

    def describe_clinic(self, site: Site) -> None:
        clinic = ClinicSettings.for_site(site)
        self._fill(clinic, self.clinic["clinic"])
        clinic.full_clean()
        clinic.save()

    def _person(self, *, photo: str, account: str = "", **fields: Written) -> Person:
        found = Person.objects.filter(slug=fields["slug"]).first()
        if found:
            return found
        person = Person(
            photo=self.images[photo], user=self.accounts.get(account), **fields
        )
        person.full_clean()
        person.save()
        return person

    def _draft(
        self, model: type[Page], parent: Page, written: dict[str, Written]
    ) -> Page:
        page = model(
            title=written["title"],
            slug=written["slug"],
            translation_key=key_of(written["slug"]),
            owner=self.accounts.get("editor"),
            live=False,
        )
        parent.add_child(instance=page)
        self.keys.pages[page.slug] = page.pk
        self.drafts.append((page, written))
        return page

    def _publish(self, page: Page, written: dict[str, Written]) -> None:
        self._fill(page, written)
        page.full_clean()
        written_by = self.accounts.get("editor")
        published_by = self.accounts.get("moderator")
        page.save_revision(user=written_by, log_action=True).publish(user=published_by)
        # The last change of a page is its last review, not the loading of the demo.
        reviewed = _morning(getattr(page, "last_reviewed", None))
        changed = max(page.first_published_at, reviewed)
        Page.objects.filter(pk=page.pk).update(last_published_at=changed)

    def _fill(self, target: Page | ClinicSettings, written: dict[str, Written]) -> None:
        for name, value in written.items():
            setattr(target, name, self._value(target, name, value))
        if isinstance(target, ArticlePage):
            target.record_review(reviewer=target.reviewer, day=target.last_reviewed)

    def _value(self, target: Page | ClinicSettings, name: str, value: Written) -> Any:
        if name in ("hero_image", "logo"):
            return self.images[value]
        if name in ("author", "reviewer"):
            return self.people[value]
        if name == "topics":
            return [self.topics[slug] for slug in value]
        if name == "form_fields":
            return [FormField(sort_order=n, **entry) for n, entry in enumerate(value)]
        if name == "privacy_page":
            return Page.objects.get(pk=self.keys.pages[value])
        field = target._meta.get_field(name)
        if isinstance(field, StreamField):
            return _with_ids(field.stream_block, self._raw(name, value))
        return self.keys.resolve(value)

    def _raw(self, name: str, value: Written) -> list[Written]:
        if name == "featured_articles":
            value = [self.keys.pages[slug] for slug in value]
        value = self.keys.resolve(value)
        if name in PARTS:
            return content.part(name, value)
        if name in SECTIONS:
            return content.sections(value)
        return content.stream(STREAMS[name], value)


def _with_ids(block: StreamBlock, raw: list[Written]) -> StreamValue:
    """The stream with an id for each block and list item, as the admin stores it.

    Wagtail generates ids only for values that were accessed; otherwise every read of
    the page would generate new ones.
    """
    value = block.to_python(raw)
    for child in value:
        child.value  # noqa: B018 - generates the ids
    return block.to_python(block.get_prep_value(value))


def add_accounts() -> dict[str, User]:
    """Accounts of the demo by name; existing ones keep their password and groups."""
    return {name: _account(name, group) for name, group in ACCOUNTS.items()}


def _account(name: str, group: str | None) -> User:
    email = f"{name}@{DEMO_DOMAIN}"
    found = User.objects.filter(email__iexact=email).first()
    if found:
        return found
    if group is None:
        return User.objects.create_superuser(email, DEMO_PASSWORD, first_name="Admin")
    user = User.objects.create_user(email, DEMO_PASSWORD, first_name=name.capitalize())
    user.groups.add(Group.objects.get(name=group))
    return user


def ask_for_clinical_review(index: Page) -> None:
    """Assigns the clinical review workflow to the index, unless it was removed."""
    workflow = Workflow.objects.active().filter(name=CLINICAL_WORKFLOW).first()
    if workflow:
        WorkflowPage.objects.create(workflow=workflow, page=index)


def add_topic(written: dict[str, Written]) -> Topic:
    taken = Q(slug=written["slug"]) | Q(name=written["name"])
    return Topic.objects.filter(taken).first() or Topic.objects.create(**written)


def add_images() -> dict[str, Image]:
    return {name: _image(**entry) for name, entry in content.read("pictures").items()}


def _image(
    *, file: str, title: str, description: str, focal: list[int] | None = None
) -> Image:
    found = Image.objects.filter(title=title, credit=CREDIT).first()
    if found:
        return found
    image = Image(title=title, description=description, credit=CREDIT)
    if focal:
        image.focal_point_x, image.focal_point_y = focal[:2]
        image.focal_point_width, image.focal_point_height = focal[2:]
    with content.picture(file).open("rb") as picture:
        image.file = File(picture, name=file)
        # Wagtail's upload form sets this metadata.
        image._set_image_file_metadata()
        image.full_clean()
        image.save()
    return image


def _morning(day: datetime.date | None) -> datetime.datetime:
    """Nine o'clock UTC on that day; the earliest date for None."""
    return datetime.datetime.combine(
        day or datetime.date.min, datetime.time(9), tzinfo=datetime.UTC
    )
