import pytest
from django.urls import reverse

from tests import make
from tests.articles import writing
from tests.core.front_ends import front_end

pytestmark = pytest.mark.django_db


def policy(answer):
    """The directives by name."""
    parts = (part.split() for part in answer["Content-Security-Policy"].split(";"))
    return {name: sources for name, *sources in parts}


def test_visitors_get_no_script_but_our_files(client):
    directives = policy(client.get("/nowhere/"))

    assert directives["script-src"] == ["'self'"]
    assert directives["object-src"] == ["'none'"]
    assert directives["base-uri"] == ["'none'"]


def test_visitors_get_no_style_but_our_sheets(client):
    directives = policy(client.get("/nowhere/"))

    assert directives["style-src"] == ["'self'"]
    assert "style-src-attr" not in directives


def test_no_other_site_may_frame_a_page(client):
    answer = client.get("/nowhere/")

    assert answer["X-Frame-Options"] == "DENY"
    assert policy(answer)["frame-ancestors"] == ["'none'"]


def test_wagtails_screens_may_start_their_widgets(client):
    directives = policy(client.get(reverse("wagtailadmin_login")))

    assert "'unsafe-inline'" in directives["script-src"]
    assert "'unsafe-inline'" in directives["style-src"]
    assert directives["object-src"] == ["'none'"]


@pytest.mark.parametrize(
    "path", ["/api/v2/pages/", "/api/v3/articles/", "/api/v3/nothing/", "/api/"]
)
def test_what_an_api_answers_may_load_nothing_at_all(client, path):
    answer = client.get(path)

    assert policy(answer) == {"default-src": ["'none'"], "frame-ancestors": ["'none'"]}


def test_the_apis_documentation_is_a_page_with_scripts(client):
    assert policy(client.get("/api/v3/docs/"))["script-src"] == ["'self'"]


def test_every_answer_says_what_browsers_must_not_do(client):
    answer = client.get("/nowhere/")

    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert "camera=()" in answer["Permissions-Policy"]


def test_data_has_no_policies_of_documents(client):
    for path in ("/api/v2/pages/", "/api/v3/articles/", "/api/v3/nothing/"):
        answer = client.get(path)

        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["X-Frame-Options"] == "DENY"
        for name in ("Permissions-Policy", "Referrer-Policy"):
            assert name not in answer
    assert "Permissions-Policy" in client.get("/api/v3/docs/")


def test_no_feature_is_named_that_chromium_does_not_know(client):
    assert "bluetooth" not in client.get("/nowhere/")["Permissions-Policy"]


def test_a_form_may_frame_the_front_end_of_its_site_that_shows_drafts(client):
    client.force_login(make.superuser())
    article = make.article()
    index = article.get_parent()
    own = policy(client.get(reverse("wagtailadmin_home")))["frame-src"]
    front_end(preview_url="https://drafts.clinic.example/api/draft")
    forms = [
        reverse("wagtailadmin_pages:edit", args=[article.pk]),
        reverse("wagtailadmin_pages:add", args=["articles", "articlepage", index.pk]),
    ]

    for address in forms:
        framed = policy(client.get(address))["frame-src"]
        assert framed == [*own, "https://drafts.clinic.example"]
    assert policy(client.get(reverse("wagtailadmin_home")))["frame-src"] == own


def test_an_editor_sees_the_preview_beside_the_form_and_no_other_site_does(client):
    client.force_login(make.superuser())
    article = make.article()
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[article.pk])

    client.post(address, writing.form(title="As it is being written"))
    answer = client.get(address, {"in_preview_panel": "true"})

    assert "As it is being written" in answer.content.decode()
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert policy(answer)["frame-ancestors"] == ["'self'"]
    assert policy(answer)["script-src"] == ["'self'"]
