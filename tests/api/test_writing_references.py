"""What articles refer to and leave open, written through API v3."""

import pytest
from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission

from articles.models import ArticlePage
from tests import make
from tests.api.test_writing import send
from tests.api.test_writing_articles import changed, draft, problems

pytestmark = pytest.mark.django_db


def test_links_to_our_own_pages_follow_them(owner):
    page = make.standard_page(title="Shoes")
    address = owner.get(f"/api/v3/pages/{page.pk}/").json()["meta"]["html_url"]
    article = make.article()

    changed(
        owner,
        article,
        introduction={"markdown": f"[Shoes]({address}), [top]({address}#top)"},
        call_to_action={"heading": "H", "links": [{"label": "Go", "url": address}]},
    )

    stored = ArticlePage.objects.get().get_latest_revision_as_object()
    assert f'<a linktype="page" id="{page.pk}">Shoes</a>' in stored.introduction
    assert f'href="{address}#top"' in stored.introduction
    link = stored.call_to_action.raw_data[0]["value"]["links"][0]["value"]
    assert link == {"label": "Go", "page": page.pk, "url": ""}


def test_links_stay_where_a_word_beside_them_changes(owner):
    page = make.standard_page(title="Shoes")
    document = make.document()
    article = make.article(
        introduction=(
            f'<p>See <a linktype="page" id="{page.pk}">shoes</a> and '
            f'<a linktype="document" id="{document.pk}">this</a>.</p>'
        )
    )
    read = draft(owner, article.pk)["introduction"]

    changed(owner, article, introduction=read.replace("See", "Read"))

    stored = ArticlePage.objects.get().get_latest_revision_as_object().introduction
    assert stored.count("linktype") == 2
    assert draft(owner, article.pk)["introduction"] == read.replace("See", "Read")


def test_what_the_clinic_gives_is_not_stored_when_it_is_sent_back(owner):
    make.clinic(phone="+14045550126")
    article = make.article()
    part = draft(owner, article.pk)["call_to_action"]
    assert part["phone"]

    changed(owner, article, call_to_action={**part, "heading": "Talk to us"})

    stored = ArticlePage.objects.get().get_latest_revision_as_object()
    [child] = stored.call_to_action.raw_data
    assert child["value"]["heading"] == "Talk to us"
    assert not child["value"].get("phone")
    assert not child["value"].get("location")


def test_a_link_to_a_hidden_page_stays_while_its_list_is_not_changed(owner):
    hidden = make.standard_page(title="Hidden", live=False)
    links = [
        {"label": "Hidden", "page": hidden},
        {"label": "Away", "url": "https://away.example/"},
    ]
    article = make.article(call_to_action={"heading": "H", "body": "", "links": links})
    part = draft(owner, article.pk)["call_to_action"]
    assert len(part["links"]) == 1

    changed(owner, article, call_to_action={**part, "heading": "New"})
    kept = ArticlePage.objects.get().get_latest_revision_as_object()
    assert len(kept.call_to_action.raw_data[0]["value"]["links"]) == 2


def test_gaps_are_named_exactly_on_publication(owner):
    article = make.article(
        live=False, benefits={"heading": "", "items": [{"title": ""}]}, summary=""
    )
    article.save_revision(clean=False)
    path = f"/api/v3/pages/{article.pk}/"

    published = send(owner, "POST", f"{path}actions/publish/", {})
    by_change = send(
        owner, "PATCH", path, {"title": "New", "meta": {"action": "publish"}}
    )

    for answer in (published, by_change):
        assert {
            ("summary",),
            ("benefits", "heading"),
            ("benefits", "items", 0, "title"),
        } <= set(problems(answer))
    article.refresh_from_db()
    assert not article.live


def test_a_picture_that_one_may_not_choose_is_refused(client):
    image = make.image()
    hidden = Collection.get_first_root_node().add_child(name="Hidden")
    image.collection = hidden
    image.save()
    article = make.article()
    GroupCollectionPermission.objects.filter(
        permission__codename="choose_image"
    ).delete()
    key = make.token(make.member("Editors"))
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {key}"

    answer = changed(client, article, hero_image=image.pk, title="New")

    assert set(problems(answer)) == {("hero_image",)}


def test_a_page_that_one_may_not_see_is_not_linked(client):
    hidden = make.standard_page(title="Secret", parent=make.standard_page(title="Up"))
    article = make.article()
    hidden.live = False
    hidden.save()
    editor = make.user("limited@clinic.example")
    group = Group.objects.create(name="Article writers")
    for codename in ("add_page", "change_page"):
        GroupPagePermission.objects.create(
            group=group,
            page=make.index(),
            permission=Permission.objects.get(codename=codename),
        )
    editor.groups.add(group)
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {make.token(editor)}"
    html = f'<p><a linktype="page" id="{hidden.pk}">x</a></p>'
    link = {"heading": "H", "links": [{"label": "x", "page": hidden.pk}]}

    answer = changed(client, article, introduction=html, call_to_action=link)

    assert set(problems(answer)) == {
        ("introduction",),
        ("call_to_action", "links", 0, "page"),
    }
    assert "Secret" not in answer.content.decode()


def test_an_alias_is_not_written(owner):
    article = make.article()
    alias = article.create_alias(update_slug="alias")

    answer = changed(owner, alias, summary="Another.")

    assert answer.status_code == 422
    assert not alias.revisions.exists()


def test_of_two_changes_of_one_version_the_second_is_refused(owner):
    article = make.article()
    tag = owner.get(f"/api/v3/pages/{article.pk}/?version=draft")["ETag"]
    first = send(
        owner,
        "PATCH",
        f"/api/v3/pages/{article.pk}/",
        {"summary": "First."},
        **{"If-Match": tag},
    )
    second = send(
        owner,
        "PATCH",
        f"/api/v3/pages/{article.pk}/",
        {"summary": "Second."},
        **{"If-Match": tag},
    )

    assert (first.status_code, second.status_code) == (200, 412)
    assert draft(owner, article.pk)["summary"] == "First."
