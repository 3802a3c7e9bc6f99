"""What is not public shows nowhere: not in a list, a count, a facet or a refusal."""

import datetime
import json

import pytest
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Page,
    PageViewRestriction,
    Site,
)

from tests import make

pytestmark = pytest.mark.django_db

MARK = "Xyzzy"


def draft():
    return make.article(f"{MARK} draft", live=False)


def unpublished():
    page = make.article(f"{MARK} unpublished")
    page.unpublish()
    return page


def expired():
    page = make.article(
        f"{MARK} expired", expire_at=timezone.now() - datetime.timedelta(days=1)
    )
    page.unpublish(set_expired=True)
    return page


def scheduled():
    page = make.article(f"{MARK} scheduled", live=False)
    page.go_live_at = timezone.now() + datetime.timedelta(days=1)
    page.save_revision().publish()
    return page


def behind(kind, **fields):
    page = make.article(f"{MARK} {kind}")
    PageViewRestriction.objects.create(page=page, restriction_type=kind, **fields)
    return page


def below_a_password():
    index = make.index()
    page = make.article(f"{MARK} below", parent=index)
    PageViewRestriction.objects.create(
        page=index, restriction_type="password", password="x"
    )
    return page


HIDDEN = {
    "a draft": draft,
    "an unpublished page": unpublished,
    "an expired page": expired,
    "a scheduled page": scheduled,
    "behind a password": lambda: behind("password", password="x"),
    "behind a login": lambda: behind("login"),
    "for a group": lambda: behind("groups"),
    "below a password": below_a_password,
}


def lists(page):
    """Wherever a page could turn up, or could be felt."""
    key = page.pk
    for api in ("v2", "v3"):
        base = f"/api/{api}/pages/"
        yield from (
            base,
            f"{base}?search={MARK}",
            f"{base}?type=articles.ArticlePage",
            f"{base}?title={page.title.replace(' ', '%20')}",
            f"{base}?slug={page.slug}",
            f"{base}?id={key}",
            f"{base}?descendant_of=root",
            f"{base}?order=title",
            f"{base}?ancestor_of={key}",
            f"{base}?translation_of={key}",
            f"/api/{api}/redirects/",
            f"/api/{api}/site/",
        )
    yield from (
        f"/api/v2/pages/?type=articles.ArticlePage&fields=*&search={MARK}",
        "/api/v3/articles/?facets=true",
        f"/api/v3/articles/?search={MARK}",
        "/api/v3/articles/?topic=back-pain&facets=true",
        "/api/v3/articles/?author=maya-lindqvist",
    )


@pytest.mark.slow
@pytest.mark.parametrize("kind", HIDDEN)
def test_what_is_hidden_shows_nowhere(client, kind):
    page = HIDDEN[kind]()
    topic = make.topic()
    page.topics = [topic]
    page.author = make.person()
    page.save()
    Redirect.objects.create(old_path="/old", redirect_page=page, site=make.site())

    for path in lists(page):
        answer = client.get(path)
        said = json.loads(answer.content)

        assert MARK not in answer.text, path
        assert page.slug not in answer.text.replace("slug=", ""), path
        if answer.status_code == 200 and "items" in said and "title=" in path:
            assert said["items"] == []
        if said.get("facets"):
            assert said["facets"]["topics"] == []

    address = f"/articles/{page.slug}/"
    for path in (
        f"/api/v2/pages/{page.pk}/",
        f"/api/v3/pages/{page.pk}/",
        f"/api/v2/pages/find/?html_path={address}",
        f"/api/v3/pages/find/?html_path={address}",
        f"/api/v3/pages/find/?id={page.pk}",
        f"/api/v3/articles/{page.slug}/",
        f"/api/v2/comments/?page={page.pk}",
        f"/api/v3/comments/?page={page.pk}",
        "/api/v3/route/?path=/old",
        "/api/v2/redirects/find/?html_path=/old",
        "/api/v3/redirects/find/?html_path=/old",
    ):
        answer = client.get(path)

        assert answer.status_code == 404, path
        assert MARK not in answer.text

    answer = client.get(f"/api/v3/route/?path={address}")
    if "password" in kind:
        assert answer.json() == {"kind": "password", "site": None}
    else:
        assert answer.status_code == 404


def test_the_draft_of_a_public_page_shows_nowhere(client):
    article = make.article("Walking", summary="Shoes that fit.")
    article.title, article.summary = f"{MARK} draft", f"{MARK} summary"
    article.save_revision()

    for path in (
        *lists(article),
        f"/api/v3/search/?search={MARK}",
        f"/api/v3/search/suggestions/?search={MARK}",
        "/api/v3/search/?search=shoes",
    ):
        answer = client.get(path)

        assert MARK not in answer.text, path
        assert "search=X" not in path or answer.json()["items"] == [], path


def test_counts_and_refusals_are_the_same_whether_something_is_hidden(client):
    make.article("Public")
    paths = ["/api/v2/pages/", "/api/v3/pages/", "/api/v3/articles/?facets=true"]
    before = [client.get(path).content for path in paths]

    hidden = draft()

    assert [client.get(path).content for path in paths] == before
    for api in ("v2", "v3"):
        there = client.get(f"/api/{api}/pages/?child_of={hidden.pk}")
        nowhere = client.get(f"/api/{api}/pages/?child_of=999999")
        assert there.status_code == nowhere.status_code == 400
        assert there.content == nowhere.content


def test_a_given_password_counts_for_nothing_here(client):
    page = behind("password", password="open sesame")
    restriction = page.get_view_restrictions().get()
    session = client.session
    session["passed_page_view_restrictions"] = [restriction.pk]
    session.save()

    for path in (f"/api/v2/pages/{page.pk}/", f"/api/v3/pages/{page.pk}/"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize("api", ["v2", "v3"])
def test_a_page_does_not_tell_of_a_parent_that_is_not_public(client, api):
    index = make.index(title=f"{MARK} index")
    page = make.article("Public", parent=index)
    Page.objects.filter(pk=index.pk).update(live=False)

    answer = client.get(f"/api/{api}/pages/{page.pk}/")

    assert answer.status_code == 200
    assert answer.json()["meta"]["parent"] is None
    assert MARK not in answer.text


@pytest.mark.parametrize("api", ["v2", "v3"])
def test_an_alias_does_not_tell_of_an_original_that_is_not_public(client, api):
    original = make.article(f"{MARK} original")
    alias = original.create_alias(update_slug="alias")
    Page.objects.filter(pk=original.pk).update(live=False)
    Page.objects.filter(pk=alias.pk).update(title="Alias", live=True)

    answer = client.get(f"/api/{api}/pages/{alias.pk}/")

    assert answer.status_code == 200
    assert answer.json()["meta"]["alias_of"] is None
    assert f"{MARK} original" not in answer.text


@pytest.mark.parametrize("kind", ["images", "documents"])
@pytest.mark.parametrize("api", ["v2", "v3"])
def test_a_private_collection_hides_what_is_below_it(client, api, kind):
    private = Collection.get_first_root_node().add_child(name="Private")
    below = private.add_child(name="Below")
    CollectionViewRestriction.objects.create(
        collection=private, restriction_type="login"
    )
    file = make.image(MARK) if kind == "images" else make.document(MARK)
    file.collection = below
    file.save()
    listed = client.get(f"/api/{api}/{kind}/")

    assert MARK not in listed.text
    assert client.get(f"/api/{api}/{kind}/?search={MARK}").status_code == 200
    assert MARK not in client.get(f"/api/{api}/{kind}/?search={MARK}").text
    assert client.get(f"/api/{api}/{kind}/{file.pk}/").status_code == 404


def test_another_site_s_pages_are_found_only_by_its_name(client):
    make.article("Here")
    root = Page.objects.get(depth=1)
    there = make.standard_page(parent=root, title=f"{MARK} there", slug="there")
    Site.objects.create(hostname="other.example", root_page=there)

    for api in ("v2", "v3"):
        assert MARK not in client.get(f"/api/{api}/pages/").text
        assert MARK in client.get(f"/api/{api}/pages/?site=other.example").text
        assert client.get(f"/api/{api}/pages/?site=none.example").status_code in {
            400,
            404,
        }
    assert client.get("/api/v3/articles/?site=other.example").json()["items"] == []
    found = client.get("/api/v3/route/?path=/&site=other.example").json()
    assert (found["kind"], found["id"]) == ("page", there.pk)


def test_the_host_that_was_asked_is_in_no_answer(client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    article = make.article()

    for path in ("/api/v3/pages/", f"/api/v2/pages/{article.pk}/", "/api/v3/site/"):
        answer = client.get(path, headers={"Host": "evil.example"})

        assert answer.status_code == 200
        assert "evil.example" not in answer.text


def test_no_field_that_is_not_shown_can_be_asked_for(client):
    make.article(author=make.person(user=make.user("secret@clinic.example")))

    for field in ("owner", "author__user__email", "password", "draft_title", "path"):
        for path in ("/api/v2/pages/", "/api/v3/pages/", "/api/v3/articles/"):
            for query in (f"{field}=x", f"order={field}"):
                assert client.get(f"{path}?{query}").status_code == 400
    everything = client.get("/api/v2/pages/?type=articles.ArticlePage&fields=*").text
    assert "secret@clinic.example" not in everything


@pytest.mark.parametrize("api", ["v2", "v3"])
def test_an_original_as_the_camera_made_it_is_not_offered(client, api):
    image = make.image()

    said = client.get(f"/api/{api}/images/{image.pk}/").json()

    assert said["meta"]["download_url"] is None
    if api == "v3":
        assert said["picture"]["src"].startswith("http://localhost/media/images/")
