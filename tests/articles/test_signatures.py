"""Every way to a signature under a clinical review, tried by all kinds of people."""

import datetime
import json

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry, Revision

from articles.models import ArticlePage
from articles.models.reviewed import UNSIGNED
from clinic.models import Person
from core.models import User
from tests import make, reading
from tests.articles import signing, writing

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk(client):
    """Goes each of the ways as somebody; gives what is signed by whom after each."""

    def walk(routes, kind):
        article = signing.article()
        last = Revision.objects.latest("pk").pk
        client.force_login(signing.account(kind))
        client.raise_request_exception = False
        for route in routes:
            with transaction.atomic():
                route(client, ArticlePage.objects.get(pk=article.pk))
                after = ArticlePage.objects.get(pk=article.pk)
                yield route.__name__, after, signing.signatures(since=last)
                transaction.set_rollback(True)

    return walk


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["editor", "clinician", "superuser linked"])
def test_no_other_way_leads_to_a_signature(walk, kind):
    for route, article, found in walk(signing.OTHERS, kind):
        assert found <= {signing.in_autumn(), UNSIGNED}, route
        if route not in signing.GO_BACK:
            assert article.signature == signing.in_autumn(), route
        if kind == "superuser linked" and route in signing.MAKE_PAGES:
            assert ArticlePage.objects.count() > 1, route


@pytest.mark.slow
@pytest.mark.parametrize("kind", signing.KINDS)
def test_a_clinician_signs_for_themselves_today_and_others_do_not(walk, kind):
    person = signing.SIGNS_AS.get(kind)
    for route, article, found in walk(signing.SIGNING, kind):
        own = {signing.today(article, person())} if person else set()
        assert own <= found <= {signing.in_autumn(), UNSIGNED, *own}, route
        if own:
            newest = article.get_latest_revision_as_object()
            assert newest.signature in own, route


def edit_form(client, article):
    address = reverse("wagtailadmin_pages:edit", args=[article.pk])
    return reading.html(client.get(address))


@pytest.fixture
def clinician(client):
    """Maya's browser, and the article that she signed in spring and Jon in autumn."""
    article = signing.article()
    client.force_login(signing.account("clinician"))
    return client, article


def test_a_clinician_is_asked_to_sign_under_their_own_name(clinician):
    client, article = clinician

    page = edit_form(client, article)

    box = page.find("input", attrs={"name": "sign"})
    assert box["type"] == "checkbox"
    assert not box.has_attr("checked")
    assert "as Maya Lindqvist, MD" in page.find(id="tab-review_and_topics").get_text()
    assert page.find("input", attrs={"name": "withdraw"}) is None


def test_a_new_article_has_no_box_to_sign(clinician):
    client, _ = clinician
    address = reverse(
        "wagtailadmin_pages:add", args=["articles", "articlepage", make.index().pk]
    )

    assert 'name="sign"' not in client.get(address).text


def test_the_day_of_a_signature_is_the_clinics_own(clinician):
    client, article = clinician
    far = "Pacific/Kiritimati"
    if timezone.localtime(timezone=datetime.UTC).hour < 10:
        far = "Pacific/Pago_Pago"
    clinic = make.clinic(time_zone=far)

    writing.edit(client, article, publish=True, slug=article.slug, sign="on")

    article.refresh_from_db()
    assert article.last_reviewed == timezone.localdate(timezone=clinic.zone)
    if timezone.localtime(timezone=datetime.UTC).hour != 10:
        assert article.last_reviewed != timezone.localdate(timezone=datetime.UTC)


def test_who_signed_and_who_withdrew_is_in_the_history(clinician):
    client, article = clinician

    writing.edit(client, article, slug=article.slug, sign="on")
    writing.edit(client, article, slug=article.slug, withdraw="on")

    history = client.get(reverse("wagtailadmin_pages:history", args=[article.pk]))
    words = reading.words(history)
    assert "Signed as reviewed by Maya Lindqvist, MD" in words
    assert "Withdrew the signature of Maya Lindqvist, MD" in words
    entries = PageLogEntry.objects.filter(action__startswith="articles.")
    assert {entry.user.person for entry in entries} == {signing.maya()}


def test_withdrawing_takes_effect_at_once_and_for_good(clinician):
    client, article = clinician
    writing.edit(client, article, publish=True, slug=article.slug, sign="on")
    alias = article.create_alias(update_slug="again")
    assert alias.reviewer == signing.maya()

    # A draft, by somebody who may not even publish.
    writing.edit(client, article, slug=article.slug, withdraw="on")

    for page in ArticlePage.objects.all():
        assert page.signature == UNSIGNED
    for revision in article.revisions.all():
        assert revision.content["reviewer"] != signing.maya().pk
    client.logout()
    assert "Maya" not in client.get(article.url).text


def test_nobody_withdraws_the_signature_of_another(clinician):
    client, article = clinician

    writing.edit(client, article, publish=True, slug=article.slug, withdraw="on")

    article.refresh_from_db()
    assert article.signature == signing.in_autumn()


def test_to_sign_and_to_withdraw_at_once_is_refused(clinician):
    client, article = clinician
    writing.edit(client, article, slug=article.slug, sign="on")

    answer = writing.edit(
        client, article, slug=article.slug, sign="on", withdraw="on", title="Kept"
    )

    assert answer.status_code == 200
    assert "not both" in answer.text
    assert 'value="Kept"' in answer.text


def test_going_back_to_the_version_that_is_signed_keeps_its_signature(client):
    article = signing.article()
    signed = article.get_latest_revision()
    client.force_login(signing.account("moderator"))
    writing.edit(client, article, slug=article.slug, title="A slip")

    signing.revert(client, article, signed, **{"action-publish": "x"})

    article.refresh_from_db()
    assert article.signature == signing.in_autumn()


def test_the_form_of_an_old_version_shows_that_it_loses_its_signature(client):
    article = signing.article()
    old = signing.old_revision(article, signing.maya())
    client.force_login(signing.account("editor"))
    address = reverse("wagtailadmin_pages:revisions_revert", args=[article.pk, old.pk])

    review = reading.html(client.get(address)).find(id="tab-review_and_topics")

    assert "Nobody yet" in review.get_text()
    assert (
        "Maya"
        not in review.find(
            id="panel-child-review_and_topics-clinical_review-section"
        ).get_text()
    )


def test_an_alias_that_becomes_a_page_is_not_reviewed(client):
    article = signing.article()
    alias = article.create_alias(update_slug="again")
    client.force_login(make.superuser())

    client.post(reverse("wagtailadmin_pages:convert_alias", args=[alias.pk]))

    alias.refresh_from_db()
    newest = alias.get_latest_revision_as_object()
    assert alias.alias_of is None
    assert alias.signature == newest.signature == UNSIGNED
    assert alias.next_review_due is None


def test_code_cannot_set_a_review_by_accident():
    article = signing.article()
    article.reviewer, article.last_reviewed = signing.maya(), signing.SPRING

    article.save()
    article.save_revision().publish()

    assert article.signature == signing.in_autumn()
    article.refresh_from_db()
    assert article.signature == signing.in_autumn()


def test_the_api_leaves_a_review_that_is_sent_back_as_it_is(client):
    article = signing.article()
    token = make.token(signing.account("superuser linked"))
    signature = article.signature

    answer = client.patch(
        f"/api/v3/pages/{article.pk}/",
        {"review": {"reviewer": signing.maya().pk, "last_reviewed": "2026-11-01"}},
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}"},
    )

    assert answer.status_code == 200
    article.refresh_from_db()
    draft = article.get_latest_revision_as_object()
    assert article.signature == draft.signature == signature


@pytest.mark.parametrize("name", ["reviewer", "last_reviewed", "sign"])
def test_the_api_refuses_a_signature_by_name(client, name):
    article = signing.article()
    user = signing.account("superuser linked")
    token = make.token(user)

    for method, path, body in [
        ("PATCH", f"/api/v3/pages/{article.pk}/", {}),
        ("POST", "/api/v3/pages/", {"title": "New", "meta": meta()}),
    ]:
        answer = client.generic(
            method,
            path,
            json.dumps({**body, name: 1}),
            content_type="application/json",
            headers={"Authorization": f"Bearer {token}"},
        )

        assert answer.status_code == 422
        (error,) = answer.json()["errors"]
        assert error["path"] == ["body", name]
        assert "no such field" in error["message"]


def meta():
    return {"type": "articles.ArticlePage", "parent_id": make.index().pk}


def test_an_alias_whose_original_is_deleted_is_unsigned(client):
    article = signing.article()
    alias = article.create_alias(update_slug="alias")
    assert alias.signature == signing.in_autumn()

    article.delete()

    alias.refresh_from_db()
    assert alias.signature == UNSIGNED
    assert alias.next_review_due is None


def test_a_live_version_that_is_saved_over_goes_public_with_its_own_signature():
    article = signing.article()
    user = make.user("maya@clinic.example")
    Person.objects.filter(pk=signing.maya().pk).update(user=user)
    article.sign(by=User.objects.get(pk=user.pk))
    revision = article.save_revision(overwrite_revision=article.live_revision)

    assert ArticlePage.objects.get(pk=article.pk).signature == signing.in_autumn()
    revision.publish()

    article.refresh_from_db()
    assert article.signature == signing.today(article, signing.maya())
