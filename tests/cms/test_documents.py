"""Documents: only kinds that no browser runs, handed out so that none could."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.documents.models import Document

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
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    if not name.endswith(".pdf"):
        assert answer["Content-Disposition"].startswith("attachment")
