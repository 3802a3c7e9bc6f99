"""Previews of unsaved drafts, and translations: what of them other readers see."""

import pytest
from django.test import Client
from wagtail.models import Locale

from delivery.models import StoredDocument
from tests import make
from tests.delivery import feed
from tests.delivery.changing.forms import form_data
from tests.delivery.wsgi import ask, cached, django, seen

pytestmark = pytest.mark.django_db

DRAFT = "Nobody has saved this"


@pytest.fixture
def editor():
    client = Client()
    client.force_login(make.superuser("editor@clinic.example"))
    return client


def preview(client, article, title):
    """Sends the form to the preview, as the admin does while somebody types."""
    form = form_data(client.get(f"/admin/pages/{article.pk}/edit/"))
    address = f"/admin/pages/{article.pk}/edit/preview/"
    answer = client.post(address, {**form, "title": title})
    assert answer.json() == {"is_valid": True, "is_available": True}
    return f"{address}?mode="


def cookie_of(client):
    return f"sessionid={client.cookies['sessionid'].value}"


def test_a_preview_is_seen_by_its_editor_alone(article, application, editor):
    other = Client()
    other.force_login(make.superuser("other@clinic.example"))
    addresses = [article.url, "/articles/", f"/api/v3/pages/{article.pk}/"]
    address = preview(editor, article, DRAFT)

    for _ in range(3):
        shown = ask(application, address, cookie=cookie_of(editor))
        assert DRAFT.encode() in shown.body
        for reader in ({}, {"cookie": cookie_of(other)}):
            assert DRAFT.encode() not in ask(application, address, **reader).body
        for public in addresses:
            answer = ask(application, public)
            assert DRAFT.encode() not in answer.body
            assert seen(answer) == seen(ask(django(), public))
    assert not StoredDocument.objects.filter(address__startswith="/admin/").exists()


def test_a_preview_shows_what_was_typed_last(article, application, editor):
    ask(application, article.url)

    for title in ("The first title", "The second title"):
        address = preview(editor, article, title)
        for _ in range(2):
            shown = ask(application, address, cookie=cookie_of(editor))
            assert title.encode() in shown.body
            assert "max-age=10" not in shown.headers.get("cache-control", "")


def translate(article):
    french = Locale.objects.create(language_code="fr")
    copy = article.copy_for_translation(french, copy_parents=True)
    copy.title = "La marche"
    copy.save_revision().publish()


def test_a_language_that_comes_and_goes_shows_at_once(article, application):
    steps = [
        lambda: Locale.objects.create(language_code="de"),
        lambda: translate(article),
        lambda: Locale.objects.filter(language_code="de").delete(),
        lambda: article.get_translations().first().delete(),
    ]
    addresses = [
        *("/", article.url, "/articles/", "/sitemap.xml", "/search/?q=marche"),
        *("/api/v3/site/", "/api/v2/pages/?fields=*", "/api/v3/pages/"),
        *(f"/api/v2/pages/{article.pk}/", f"/api/v3/pages/{article.pk}/"),
    ]

    for step in steps:
        for address in addresses:
            ask(application, address)
        step()
        feed.settle()

        for address in addresses:
            for worker in (application, cached()):
                answer = seen(ask(worker, address))
                assert answer == seen(ask(django(), address)), address
