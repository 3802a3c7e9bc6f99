"""Dry runs: what would be stored and what differs, with nothing kept."""

import json
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from wagtail.models import Page, PageLogEntry, Revision

from articles.models import ArticlePage
from core.models import Image
from home.models import HomePage
from tests import make
from tests.api.test_writing import send
from tests.api.test_writing_articles import WRITTEN, draft, problems

pytestmark = pytest.mark.django_db


def tried(owner, page, body):
    answer = send(owner, "PATCH", f"/api/v3/pages/{page.pk}/?dry_run=true", body)
    assert answer.status_code == 200, answer.content
    return answer.json()


def files():
    root = Path(default_storage.location)
    return sorted(str(each) for each in root.rglob("*") if each.is_file())


def stored():
    models = (Page, Revision, PageLogEntry, Image.get_rendition_model())
    return [list(model.objects.order_by("pk").values()) for model in models]


def test_a_dry_run_says_what_would_be_stored_and_keeps_nothing(owner, mailoutbox):
    article = make.article(hero_image=make.image())
    other = make.image(size=(800, 600))
    draft(owner, article.pk)
    before, on_disk = stored(), files()

    answer = tried(
        owner, article, {"summary": "Another summary.", "hero_image": other.pk}
    )

    assert answer["would_store"]["summary"] == "Another summary."
    assert answer["would_store"]["hero_image"]["id"] == other.pk
    assert answer["difference"] == [
        {"path": ["summary"], "before": article.summary, "after": "Another summary."},
        {
            "path": ["hero_image"],
            "before": article.hero_image_id,
            "after": other.pk,
        },
    ]
    assert stored() == before
    assert files() == on_disk
    assert mailoutbox == []


def test_a_difference_names_its_exact_place(owner):
    article = make.article()
    benefits = draft(owner, article.pk)["benefits"]
    benefits["items"][1]["title"] = "Suppleness"

    answer = tried(owner, article, {"benefits": benefits})

    assert answer["difference"] == [
        {
            "path": ["benefits", "items", 1, "title"],
            "before": "More flexibility",
            "after": "Suppleness",
        }
    ]


def test_a_difference_of_lists_goes_by_the_ids_of_the_items(owner):
    article = make.article()
    benefits = draft(owner, article.pk)["benefits"]
    first, second = benefits["items"]
    new = {"id": "new", "title": "Calm", "description": "<p>You breathe.</p>"}
    place = ["benefits", "items"]

    added = tried(
        owner, article, {"benefits": {**benefits, "items": [new, first, second]}}
    )
    fewer = tried(owner, article, {"benefits": {**benefits, "items": [second]}})
    turned = tried(owner, article, {"benefits": {**benefits, "items": [second, first]}})

    assert added["difference"] == [
        {"path": [*place, 0, name], "before": None, "after": value}
        for name, value in new.items()
    ]
    assert fewer["difference"] == [
        {"path": [*place, 0, name], "before": value, "after": None}
        for name, value in first.items()
    ]
    assert turned["difference"] == [
        {"path": [*place, 0, "id"], "before": first["id"], "after": second["id"]},
        {"path": [*place, 1, "id"], "before": second["id"], "after": first["id"]},
    ]


def test_a_new_page_is_tried_without_being_made(owner):
    meta = {"type": "articles.ArticlePage", "parent_id": make.index().pk}
    body = {"title": "A walk a day", **WRITTEN, "meta": meta}
    before = stored()

    answer = send(owner, "POST", "/api/v3/pages/?dry_run=true", body)

    assert answer.status_code == 200
    assert answer.json()["would_store"]["title"] == "A walk a day"
    changes = {tuple(each["path"]): each for each in answer.json()["difference"]}
    assert changes["summary",]["before"] is None
    assert changes["slug",]["after"] == "a-walk-a-day"
    assert stored() == before


def test_publishing_is_tried_without_being_seen(owner, client):
    article = make.article("Walking", live=False)

    answer = tried(owner, article, {"title": "Out", "meta": {"action": "publish"}})

    assert answer["would_store"]["title"] == "Out"
    article.refresh_from_db()
    assert not article.live
    del owner.defaults["HTTP_AUTHORIZATION"]
    assert client.get(f"/api/v3/pages/{article.pk}/").status_code == 404


def test_a_dry_run_refuses_what_writing_refuses(owner):
    article = make.article()

    answer = send(
        owner,
        "PATCH",
        f"/api/v3/pages/{article.pk}/?dry_run=true",
        {"benefits": {"heading": "x" * 200}},
    )

    assert ("benefits", "heading") in problems(answer)


def test_a_dry_run_is_no_write_of_another_version(owner):
    article = make.article()
    path = f"/api/v3/pages/{article.pk}/?dry_run=true"

    answer = send(owner, "PATCH", path, {"title": "x"}, **{"If-Match": '"other"'})

    assert answer.status_code == 412


@pytest.mark.parametrize(
    "query", ["dry_run=perhaps", "dry_run=2", "dry_run=", "dry_run"]
)
def test_a_dry_run_is_asked_for_clearly(owner, query):
    article = make.article()

    answer = send(
        owner, "PATCH", f"/api/v3/pages/{article.pk}/?{query}", {"title": "New"}
    )

    assert answer.status_code == 400
    assert not article.revisions.exists()


def all_of(owner, page):
    answer = owner.get(f"/api/v3/pages/{page.pk}/?version=draft")
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_every_kind_of_page_is_sent_back_as_it_was_read_without_a_difference(owner):
    image, topic, person = make.image(), make.topic(), make.person()
    make.clinic()
    linked = make.standard_page(title="Linked")
    article = make.article(
        introduction=f'<p>See <a linktype="page" id="{linked.pk}">this</a>.</p>',
        hero_image=image,
        topics=[topic],
        author=person,
        safety={
            "heading": "Safe?",
            "body": f'<p><a linktype="page" id="{linked.pk}">Read</a> on.</p>',
            "image": image,
            "warning_signs": ["A numb foot"],
        },
        call_to_action={
            "heading": "Come",
            "body": "",
            "links": [
                {"label": "Here", "page": linked},
                {"label": "Away", "url": "https://away.example/"},
            ],
        },
    )
    home = make.home()
    home.featured_articles = [("article", article)]
    home.save()
    contact = make.contact_page()
    form = make.form_page(parent=contact)

    for page in (article, home, contact, form, linked, make.index()):
        read = all_of(owner, page)

        assert tried(owner, page, read)["difference"] == [], page
        del read["meta"]
        assert tried(owner, page, read)["difference"] == [], page
    assert HomePage.objects.count() == 1
    assert ArticlePage.objects.count() == 1
    assert json.dumps(all_of(owner, article)["introduction"]).count("href") == 1
