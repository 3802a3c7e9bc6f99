"""Several people at once get what each would get alone: a server has many threads."""

import gc
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from html.parser import HTMLParser

import pytest
from django.db import connection
from django.forms import Field, Widget
from django.test import Client
from django.urls import reverse
from rest_framework.serializers import Field as DRFField
from wagtail.admin.panels import Panel
from wagtail.blocks import Block
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from core.models import Image
from home.models import StandardPage
from tests import crowd, make
from tests.articles.writing import NO_COMMENTS, items

pytestmark = pytest.mark.slow

TURNS = 2


@pytest.fixture
def people(as_migrated):
    """A browser for each word, in which somebody is signed in who may do everything."""
    browsers = {word: Client(raise_request_exception=False) for word in crowd.WORDS}
    for word, browser in browsers.items():
        browser.force_login(make.superuser(f"{word}@clinic.example"))
    return browsers


def edit(page):
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def read(browser, addresses):
    return [(each, *crowd.plain(browser.get(each))) for each in addresses]


def assert_same_as_alone(people, addresses):
    """``addresses``: those that each reads, by word."""
    alone = [read(people[word], addresses[word]) for word in people]
    assert {status for one in alone for _, status, _ in one} == {200}

    together = crowd.at_once(
        [partial(read, people[word], addresses[word]) for word in people]
    )

    for expected, got in zip(alone, together, strict=True):
        assert [a[:2] for a, b in zip(got, expected, strict=True) if a != b] == []


def forms_of(word, contact):
    body = crowd.text(word, contact)
    article = crowd.article(word, body)
    first, second = article.save_revision(), article.save_revision()
    form = make.form_page(word, slug=word, introduction=body, thank_you=body)
    person = make.person(word, biography=body)
    return [
        edit(article),
        reverse(
            "wagtailadmin_pages:revisions_compare",
            args=[article.pk, first.pk, second.pk],
        ),
        edit(form),
        reverse("wagtailsnippets_clinic_person:edit", args=[person.pk]),
    ]


def test_forms_that_open_at_once_hold_their_own_texts(people):
    contact = make.contact_page()

    assert_same_as_alone(people, {word: forms_of(word, contact) for word in people})


def public_addresses_of(word, contact):
    body = crowd.text(word, contact)
    person = make.person(word, biography=body)
    topic = make.topic(word)
    article = crowd.article(word, body, author=person, topics=[topic])
    form = make.form_page(word, slug=word, introduction=body)
    make.comment(word, page=article)
    return [
        *(f"/articles/{word}/", f"/contact/{word}/", f"/people/{word}/"),
        *(f"/topics/{word}/", f"/replies/{article.pk}/", f"/search/?q={word}"),
        *("/", "/contact/", "/articles/", "/articles.atom", "/api/v3/openapi.json"),
        *(f"/api/v2/pages/{article.pk}/", f"/api/v2/pages/?search={word}"),
        *(f"/api/v2/pages/{form.pk}/", f"/api/v2/comments/?page={article.pk}"),
        *(f"/api/v3/pages/{article.pk}/", f"/api/v3/articles/{word}/"),
        *("/api/v3/articles/", f"/api/v3/forms/{form.pk}/", "/api/v3/site/"),
    ]


def test_pages_and_api_answers_read_at_once_are_as_if_read_alone(people):
    make.clinic()
    contact = make.contact_page()

    assert_same_as_alone(
        people, {word: public_addresses_of(word, contact) for word in people}
    )


def save(browser, page, body, path="", **fields):
    form = nested_form_data(
        {
            "title": page.title,
            "slug": page.slug,
            "body": streamfield(body),
            "comments": NO_COMMENTS,
            **fields,
        }
    )
    return browser.post(edit(page) + path, form)


def steps(heading, body):
    item = {"title": heading, "description": rich_text(body)}
    value = {
        "heading": heading,
        "introduction": rich_text(body),
        "items": items([item]),
    }
    return ("steps", value)


def test_texts_saved_and_previewed_at_once_are_those_that_were_written(people):
    contact = make.contact_page()
    pages = {word: make.standard_page(title=word, slug=word) for word in people}

    def write(word):
        page, body = pages[word], crowd.text(word, contact)
        sent = [steps(word, body), steps(word, body)]
        saved = save(people[word], page, sent)
        posted = save(people[word], page, sent, "preview/")
        shown = people[word].get(edit(page) + "preview/")
        draft = StandardPage.objects.get(pk=page.pk).get_latest_revision_as_object()
        assert written(draft) == [(word, body)] * 2
        return saved.status_code, posted.json(), crowd.plain(shown)

    alone = [write(word) for word in people]

    def write_often(word):
        return [write(word) for _ in range(TURNS)]

    together = crowd.at_once([partial(write_often, word) for word in people])

    assert together == [[each] * TURNS for each in alone]


def written(page):
    """Heading and introduction of each of its steps."""
    values = [child.value for child in page.body]
    return [(value["heading"], value["introduction"].source) for value in values]


def test_while_a_draft_with_gaps_is_checked_no_page_with_gaps_is_published(people):
    drafting, publishing = people
    pages = {word: make.standard_page(title=word, live=False) for word in people}
    picture = ("picture", {"image": str(make.image().pk), "caption": ""})
    gaps = [picture, steps("", "")]

    def publish():
        action = {"action-publish": "1"}
        try:
            return save(people[publishing], pages[publishing], gaps, **action)
        finally:
            connection.close()

    meanwhile = []

    def publish_meanwhile(execute, sql, *rest):
        # Asked for when the form is read, and again when it is checked. On SQLite the
        # other would wait for a transaction that waits for the other.
        locked = connection.vendor == "sqlite" and connection.in_atomic_block
        if f'FROM "{Image._meta.db_table}"' in sql and not locked:
            meanwhile.append(other.submit(publish).result().status_code)
        return execute(sql, *rest)

    with ThreadPoolExecutor(1) as other, connection.execute_wrapper(publish_meanwhile):
        saved = save(people[drafting], pages[drafting], gaps)
        afterwards = other.submit(publish).result().status_code

    assert len(meanwhile) > 1
    assert {*meanwhile, afterwards} == {200}
    assert saved.status_code == 302
    assert not StandardPage.objects.live().exists()


# Made once for the process; a request that changes one changes it for all threads.
KEPT = (Block, DRFField, Field, HTMLParser, Panel, Widget)


@pytest.fixture
def changes(monkeypatch):
    """Collects, from its call on, which attributes of what is there already are set."""
    kept = {}
    found = set()

    def note(self, name, value):
        if id(self) in kept:
            found.add((type(self).__name__, name))
        object.__setattr__(self, name, value)

    def collect():
        there = (one for one in gc.get_objects() if issubclass(type(one), KEPT))
        kept.update((id(one), one) for one in there)
        for kind in KEPT:
            monkeypatch.setattr(kind, "__setattr__", note, raising=False)
        return found

    return collect


@pytest.mark.django_db
def test_no_request_changes_what_all_requests_share(editor, changes):
    contact = make.contact_page()
    addresses = forms_of("alder", contact) + public_addresses_of("birch", contact)
    page = make.standard_page(live=False)
    gaps = [steps("", "")]
    # Blocks get their names, fields and widgets when they are first used.
    make.clinic()
    editor.get(addresses[0])

    found = changes()
    read(editor, addresses)
    save(editor, page, gaps)
    save(editor, page, gaps, "preview/")
    editor.get(edit(page) + "preview/")
    save(editor, page, gaps, **{"action-publish": "1"})

    assert found == set()
