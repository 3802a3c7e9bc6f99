"""Documents: only kinds that no browser runs, handed out so that none could."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.documents.models import Document
from wagtail.models import CollectionViewRestriction

pytestmark = pytest.mark.django_db

PAGE = b"<html><script>alert(1)</script></html>"


def upload(client, name, content=PAGE):
    form = {"title": "A leaflet", "file": SimpleUploadedFile(name, content)}
    return client.post(reverse("wagtaildocs:add"), form)


@pytest.mark.parametrize(
    "name", ["leaflet.html", "leaflet.svg", "leaflet.js", "leaflet.pdf.exe", "leaflet"]
)
def test_what_a_browser_or_a_computer_would_run_is_refused(editor, name):
    answer = upload(editor, name)

    assert answer.status_code == 200
    assert "not allowed" in answer.content.decode()
    assert not Document.objects.exists()


@pytest.mark.parametrize("name", ["leaflet.html", "leaflet.svg"])
def test_it_is_refused_among_many(editor, name):
    form = {"title": "A leaflet", "files[]": SimpleUploadedFile(name, PAGE)}

    answer = editor.post(reverse("wagtaildocs:add_multiple"), form).json()

    assert not answer["success"]


def test_a_document_that_is_too_large_is_refused_for_that_alone(editor):
    answer = upload(editor, "leaflet.pdf", b"%PDF-1.7" + bytes(11 * 1024 * 1024))

    text = answer.content.decode()
    assert "too big" in text
    assert "not allowed" not in text
    assert not Document.objects.exists()


@pytest.mark.parametrize("name", ["leaflet.pdf", "leaflet.txt", "leaflet.csv"])
def test_a_document_is_handed_out_so_that_nothing_in_it_runs(editor, name):
    upload(editor, name)
    editor.logout()

    answer = editor.get(Document.objects.get().url)

    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == PAGE
    assert "html" not in answer["Content-Type"]
    assert "Content-Encoding" not in answer
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    if not name.endswith(".pdf"):
        assert answer["Content-Disposition"].startswith("attachment")


def replaced(editor, name, content):
    document = Document.objects.latest("pk")
    form = {"title": document.title, "collection": document.collection_id}
    file = SimpleUploadedFile(name, content)
    address = reverse("wagtaildocs:edit", args=[document.pk])
    editor.post(address, {**form, "file": file})
    return Document.objects.get(pk=document.pk)


def read(client, address):
    return b"".join(client.get(address, follow=True).streaming_content)


def test_a_document_keeps_its_address_with_the_name_of_its_file(editor):
    upload(editor, "exercises-at-home.pdf", b"%PDF 2026")
    address = Document.objects.get().url

    document = replaced(editor, "exercises-at-home.pdf", b"%PDF 2027")

    assert document.url == address
    assert read(editor, address) == b"%PDF 2027"


def test_an_old_address_of_a_document_leads_to_the_new_file(editor, client):
    upload(editor, "leaflet.pdf", b"%PDF 2026")
    old = Document.objects.get().url

    document = replaced(editor, "leaflet-2027.pdf", b"%PDF 2027")
    answer = client.get(f"{old}?from=card")

    assert (answer.status_code, answer["Location"]) == (301, document.url)
    assert answer["Cache-Control"] == "no-cache"
    assert read(client, old) == b"%PDF 2027"


def test_an_old_address_follows_a_document_whose_name_another_has_taken(editor):
    for year in (2026, 2027):
        upload(editor, "leaflet.pdf", b"%%PDF %d" % year)
    old = Document.objects.latest("pk").url

    document = replaced(editor, "leaflet.pdf", b"%PDF 2028")

    assert read(editor, old) == read(editor, document.url) == b"%PDF 2028"


def test_an_old_address_does_not_tell_the_name_of_a_private_document(editor, client):
    upload(editor, "leaflet.pdf")
    old = Document.objects.get().url
    document = replaced(editor, "secret-merger.pdf", PAGE)
    private = document.collection.add_child(name="Private")
    Document.objects.update(collection=private)
    CollectionViewRestriction.objects.create(
        collection=private, restriction_type="password", password="walk"
    )
    client.logout()

    answer = client.get(old)

    assert "password" in answer.content.decode()
    assert "secret-merger" not in answer.content.decode()


def test_a_document_that_is_deleted_or_whose_file_is_lost_is_not_found(editor):
    upload(editor, "leaflet.pdf")
    document = Document.objects.get()
    address = document.url
    document.file.storage.delete(document.file.name)

    assert editor.get(address).status_code == 404
    document.delete()
    assert editor.get(address).status_code == 404
