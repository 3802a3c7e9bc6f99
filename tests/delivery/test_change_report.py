"""The report of public changes: one row for each, in the words of editors."""

from datetime import timedelta

import pytest
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Page,
    PageViewRestriction,
    Site,
)

from clinic.models import ClinicSettings
from comments.models import Comment
from comments.models.comments import Status
from core.models import Image
from delivery.models import ContentChange
from home.models import HomePage
from tests import make, reading
from tests.core.front_ends import front_end
from tests.delivery import feed

pytestmark = pytest.mark.django_db

REPORT = "/admin/reports/public-changes/"


@pytest.fixture
def moderator(client):
    client.force_login(make.member("Moderators"))
    return client


def change_of(kind):
    feed.settle()
    return ContentChange.objects.filter(kind=kind).latest("pk")


def rows(answer):
    return [row.get_text(" ", strip=True) for row in reading.html(answer).select("tr")]


def listed(client, query=""):
    """The cells of the rows: what, action, address, when."""
    feed.settle()
    table = reading.html(client.get(REPORT + query)).select(".listing tbody tr")
    return [
        [" ".join(cell.get_text(" ").split()) for cell in row.select("td")]
        for row in table
    ]


def names(client, query=""):
    return [row[0] for row in listed(client, query)]


def an_hour_ago():
    """Makes all changes older, so that the next ones are others."""
    feed.settle()
    for entry in ContentChange.objects.all():
        entry.changed_at -= timedelta(hours=1)
        entry.save()


def heart_site():
    home = HomePage(title="Heart", slug="heart", hero_heading="Your heart")
    Page.objects.get(depth=1).add_child(instance=home)
    return Site.objects.create(
        hostname="heart.example", port=80, root_page=home, site_name="Heart Clinic"
    )


def test_a_moved_page_has_both_addresses(moderator):
    article = make.article("Walking")
    feed.settle()
    article.slug = "strolling"
    article.save()
    feed.settle()

    listed = " ".join(rows(moderator.get(REPORT)))

    assert "/walking/ → " in listed
    assert "/strolling/" in listed


def test_people_are_named(moderator):
    make.person("Ada Moss")

    assert "Person “Ada Moss, MD”" in names(moderator)
    answer = moderator.get(reverse("public_change", args=[change_of("person").pk]))
    assert "Person “Ada Moss, MD”" in answer.text


def test_the_address_of_a_deleted_page_is_told_where_none_was_private(moderator):
    article = make.article("Walking")
    article.delete()

    told = [f"Page {article.pk}", "Deleted", "/articles/walking/"]
    assert listed(moderator)[0][:3] == told


def test_the_address_of_a_deleted_page_that_may_have_been_private_is_not_told(
    moderator, client
):
    article = make.article("For staff")
    PageViewRestriction.objects.create(page=article, restriction_type="login")
    feed.settle()
    article.delete()

    assert listed(moderator)[0][:3] == [f"Page {article.pk}", "Deleted", ""]
    assert "for-staff" not in moderator.get(REPORT).text

    client.force_login(make.superuser())
    assert listed(client)[0][2] == "/articles/for-staff/"


def test_a_redirect_to_a_private_page_is_for_superusers(moderator, client):
    article = make.article("For staff")
    PageViewRestriction.objects.create(page=article, restriction_type="login")
    Redirect.objects.create(old_path="/secret-plan", redirect_page=article)
    feed.settle()

    assert "secret-plan" not in moderator.get(REPORT).text

    client.force_login(make.superuser())
    assert "secret-plan" in client.get(REPORT).text


def test_the_address_of_a_private_page_is_for_superusers(moderator, client):
    article = make.article("For staff", slug="for-staff")
    PageViewRestriction.objects.create(page=article, restriction_type="login")
    change = change_of("page")
    place = reverse("public_change", args=[change.pk])

    assert "for-staff" not in moderator.get(REPORT).text
    assert moderator.get(place).status_code == 404

    client.force_login(make.superuser())
    assert "for-staff" in client.get(REPORT).text


def test_drafts_and_the_index_of_the_search_are_not_listed(moderator):
    article = make.article("Walking")
    feed.settle()
    before = ContentChange.objects.count()
    article.title = "Nobody sees this"
    article.save_revision()
    feed.settle()

    assert ContentChange.objects.count() == before
    kinds = set(ContentChange.objects.values_list("kind", flat=True))
    assert "page" in kinds
    assert not {kind for kind in kinds if "search" in kind or not kind}


@pytest.mark.parametrize("query", ["?changed_at=1", "?changed_at=7", "?kind=page"])
def test_the_list_is_filtered(moderator, query):
    make.article("Walking")

    assert "Article “Walking”" in names(moderator, query)


def test_other_kinds_are_filtered_out(moderator):
    make.article("Walking")
    make.person("Ada Moss")

    assert names(moderator, "?kind=person") == ["Person “Ada Moss, MD”"]


def test_kinds_that_editors_do_not_know_are_one_choice(moderator):
    make.image().tags.add("park")
    make.person()
    feed.settle()

    offered = reading.html(moderator.get(REPORT)).select("select[name=kind] option")
    labels = [each.get_text(strip=True) for each in offered]
    others = " ".join(names(moderator, "?kind=other"))

    assert {"Page", "Picture", "Reply", "Document", "Settings for replies"} <= {*labels}
    assert {"Embed", "Locale", "Tagged item", "Image"}.isdisjoint(labels)
    assert labels[-1] == "Other"
    assert "Tagged item" in others
    assert "Person" not in others
    assert "Picture" not in others


def test_the_report_is_for_those_who_work_on_pages(client):
    client.force_login(make.member("Front desk"))

    answer = client.get(REPORT)

    assert answer.status_code == 302
    menu = client.get("/admin/", follow=True).text
    assert "public-changes" not in menu


def test_the_number_of_queries_does_not_grow(moderator, count_queries):
    heart_site()
    add_one_of_each(1)
    few, before = count_queries(REPORT), len(names(moderator))
    for number in range(2, 8):
        add_one_of_each(number)

    assert count_queries(REPORT) <= few
    assert len(names(moderator)) > 2 * before


def add_one_of_each(number):
    make.comment(page=make.article(f"Walk {number}"))
    make.image(f"Path {number}").tags.add(f"park {number}")
    make.document(f"Exercises {number}")
    make.person(f"Ada Moss {number}")
    make.topic(f"Pain {number}")
    make.standard_page(title=f"Text {number}")
    make.form_page(f"Form {number}")
    make.clinic(name=f"Clinic {number}")
    an_hour_ago()


# --- Names ----------------------------------------------------------------------------


def test_pages_have_their_titles_and_types(moderator):
    make.article("Walking")
    make.form_page("Ask us")

    assert {"Article “Walking”", "Form “Ask us”"} <= {*names(moderator)}


def test_pages_that_are_gone_or_drafts_keep_their_numbers(moderator):
    deleted, draft = make.article("Deleted"), make.article("Taken off")
    deleted_key = deleted.pk
    deleted.delete()
    draft.unpublish()

    found = names(moderator)

    assert {f"Page {deleted_key}", f"Page {draft.pk}"} <= {*found}
    assert not [each for each in found if "Deleted" in each or "Taken off" in each]


def test_a_draft_of_a_live_page_is_not_named(moderator):
    article = make.article("Walking")
    article.title = "Nobody sees this"
    article.save_revision()

    assert "Article “Walking”" in names(moderator)


def test_a_reply_is_named_by_its_page(moderator, client):
    public, private = make.article("Walking"), make.article("For staff")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    make.comment(page=public)
    hidden = make.comment(page=private)
    taken_off = make.comment(page=public)
    feed.settle()
    Comment.objects.filter(pk=taken_off.pk).update(status=Status.SPAM)

    found = names(moderator)
    client.force_login(make.superuser())

    assert {"Reply on “Walking”", f"Reply {hidden.pk}", f"Reply {taken_off.pk}"} <= {
        *found
    }
    assert "Reply on “For staff”" not in found
    assert "Reply on “For staff”" in names(client)


@pytest.mark.parametrize("model", [Image, get_document_model()])
def test_files_of_private_collections_are_not_named(moderator, model):
    root = Collection.get_first_root_node()
    private = root.add_child(name="Staff")
    below = private.add_child(name="Nurses")
    CollectionViewRestriction.objects.create(
        collection=private, restriction_type="login"
    )
    maker = make.image if model is Image else make.document
    label = "Picture" if model is Image else "Document"
    maker("A path")
    hidden = maker("Of nurses")
    model.objects.filter(pk=hidden.pk).update(collection=below)

    found = names(moderator)

    assert f"{label} “A path”" in found
    assert f"{label} {hidden.pk}" in found


def test_the_settings_of_one_site_have_no_number(moderator):
    make.clinic()

    assert "Clinic" in names(moderator)


def test_the_settings_of_several_sites_have_their_names(moderator):
    make.clinic()
    heart = heart_site()
    ClinicSettings.objects.create(site=heart, name="Heart")

    found = names(moderator)

    assert {"Clinic “Heart Clinic”", "Clinic “localhost”", "Site “Heart Clinic”"} <= {
        *found
    }


# --- One row for each change ----------------------------------------------------------


def test_a_publication_is_one_row(moderator):
    topic, article = make.topic(), make.article("Walking", slug="walking")
    an_hour_ago()
    article.topics = [topic]
    article.slug = "strolling"
    article.introduction = "<p>Walk.</p>"
    article.save_revision().publish()
    feed.settle()
    assert ContentChange.objects.filter(object_id=article.pk, kind="page").count() > 2

    now, before = (row for row in listed(moderator) if row[0] == "Article “Walking”")

    assert now[1:3] == ["Moved", "/articles/walking/ → /articles/strolling/"]
    assert before[1:3] == ["Created", "/articles/walking/"]


def test_a_page_that_becomes_public_or_ceases_to_be_is_called_so(moderator):
    article = make.article("Walking", slug="walking", live=False)
    an_hour_ago()
    article.save_revision().publish()
    [published] = listed(moderator)[:1]
    an_hour_ago()
    article.refresh_from_db()
    article.unpublish()
    [unpublished] = listed(moderator)[:1]

    name, address = f"Page {article.pk}", "/articles/walking/"
    assert published[:3] == ["Article “Walking”", "Published", address]
    assert unpublished[:3] == [name, "Unpublished", address]


def test_what_was_created_and_deleted_at_once_is_deleted(moderator):
    article = make.article("Walking", slug="walking")
    key = article.pk
    article.delete()

    [row] = [row for row in listed(moderator) if row[0] == f"Page {key}"]

    assert row[1:3] == ["Deleted", "/articles/walking/"]


def test_changes_of_other_objects_are_other_rows(moderator):
    make.articles(3)

    found = [each for each in names(moderator) if each.startswith("Article “Article")]

    assert len(found) == 3


# --- Addresses ------------------------------------------------------------------------


def addresses(client):
    return {row[2] for row in listed(client)}


def test_an_address_is_that_on_the_site(moderator):
    make.article("Walking", slug="walking")

    assert "/articles/walking/" in addresses(moderator)


def test_addresses_of_several_sites_have_hosts(moderator):
    heart = heart_site()
    make.standard_page(title="Beat", slug="beat", parent=heart.root_page)
    make.article("Walking", slug="walking")

    found = addresses(moderator)

    assert {"heart.example/beat/", "localhost/articles/walking/"} <= found


def test_an_address_of_a_front_end_is_the_one_there(moderator):
    front_end("https://www.clinic.example", path_pattern="/magazine/{path}")
    make.article("Walking", slug="walking")

    assert "/magazine/articles/walking" in addresses(moderator)


def test_a_page_outside_all_sites_has_no_address(moderator):
    page = HomePage(title="Nowhere", slug="nowhere", hero_heading="Nowhere")
    Page.objects.get(depth=1).add_child(instance=page)

    [row] = [row for row in listed(moderator) if "Nowhere" in row[0]]

    assert row[2] == ""
