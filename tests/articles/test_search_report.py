import csv
import datetime
from io import StringIO

import pytest
from django.contrib.auth.models import Group, Permission
from wagtail.models import GroupPagePermission

from core.models import SearchWithoutResults
from tests import make, reading

pytestmark = pytest.mark.django_db

REPORT = "/admin/reports/searches-without-results/"


@pytest.fixture
def editor(client):
    make.index()
    client.force_login(make.member("Editors"))
    return client


def searched(words, *, days=3, days_ago=0):
    today = datetime.date.today()
    return SearchWithoutResults.objects.create(
        digest=f"hash of {words}",
        words=words,
        days=days,
        last_on=today - datetime.timedelta(days=days_ago),
    )


def listed(response):
    return [
        cell.get_text(strip=True)
        for cell in reading.html(response).select("td.search-words")
    ]


def links(response):
    return {
        link.get_text(strip=True): link["href"]
        for link in reading.html(response).select(".search-actions a")
    }


def test_editors_find_the_report_in_the_menu(editor):
    menu = editor.get("/admin/").content.decode()

    assert REPORT in menu


def test_the_words_of_the_most_days_come_first(editor):
    searched("okapi", days=4)
    searched("zebra", days=9)
    SearchWithoutResults.objects.create(
        digest="unknown yet", last_on=datetime.date.today()
    )

    assert listed(editor.get(REPORT)) == ["zebra", "okapi"]


def test_the_report_says_that_there_is_nothing_yet(editor):
    assert "Nothing yet" in reading.words(editor.get(REPORT))
    assert "Nothing in this time" in reading.words(editor.get(REPORT, {"last_on": 30}))


def test_the_report_says_what_is_not_kept(editor):
    words = reading.words(editor.get(REPORT))

    assert "It is not stored who searched." in words
    assert "digits or addresses" in words


def test_an_emptied_report_does_not_say_that_everything_was_found(editor):
    row = searched("zebra")
    editor.post(f"{REPORT}remove/{row.pk}/")

    assert "they found" not in reading.words(editor.get(REPORT))


@pytest.mark.parametrize(
    ("period", "words"),
    [("30", ["new"]), ("90", ["new", "older"]), ("", ["new", "older", "old"])],
)
def test_a_period_limits_the_report(editor, period, words):
    searched("new", days=5, days_ago=30)
    searched("older", days=4, days_ago=90)
    searched("old", days=3, days_ago=91)

    assert listed(editor.get(REPORT, {"last_on": period})) == words


def test_the_report_is_exported(editor):
    searched("zebra", days=9)

    content = editor.get(REPORT, {"export": "csv"}).getvalue().decode()

    month = f"{datetime.date.today():%B %Y}"
    assert list(csv.reader(StringIO(content))) == [
        ["Words", "Days", "Last in"],
        ["zebra", "9", month],
    ]


def test_the_form_of_new_synonyms_begins_with_the_words(editor):
    searched("zebra & <okapi>")

    form = reading.html(editor.get(links(editor.get(REPORT))["Add a synonym"]))

    assert form.select_one("[name=words]").get_text(strip=True) == "zebra & <okapi>"


def test_the_form_of_a_new_article_begins_with_the_words(editor):
    searched("zebra & <okapi>")

    link = links(editor.get(REPORT))["Write an article"]
    form = reading.html(editor.get(link, follow=True))

    assert form.select_one("[name=title]")["value"] == "Zebra & <okapi>"


def test_the_title_is_kept_while_the_place_of_an_article_is_chosen(client):
    make.index()
    other = make.index(title="News", slug="news")
    client.force_login(make.superuser())
    searched("zebra")

    link = links(client.get(REPORT))["Write an article"]
    response = client.post(link, {"parent_page": other.pk}, follow=True)

    assert reading.html(response).select_one("[name=title]")["value"] == "Zebra"


def test_a_new_article_begins_without_a_title_otherwise(editor):
    form = reading.html(editor.get("/admin/articles/choose_parent/", follow=True))

    assert not form.select_one("[name=title]").get("value")


def test_a_removed_search_stays_away(editor):
    row = searched("zebra", days_ago=1)

    response = editor.post(f"{REPORT}remove/{row.pk}/", follow=True)

    assert "“zebra” is removed" in reading.messages(response)
    assert listed(response) == []
    row.refresh_from_db()
    assert (row.words, row.is_removed) == ("", True)


def test_a_removal_leads_back_to_the_same_part_of_the_report(editor):
    searched("zebra")
    page = reading.html(editor.get(REPORT, {"last_on": "30", "ordering": "words"}))
    form = page.select_one(".search-actions form")
    given = {each["name"]: each["value"] for each in form.select("input")}

    first = editor.post(form["action"], given)
    again = editor.post(form["action"], given)

    assert first["Location"] == f"{REPORT}?last_on=30&ordering=words"
    assert again["Location"] == first["Location"]


def test_a_removal_leads_to_no_other_site(editor):
    row = searched("zebra")

    response = editor.post(
        f"{REPORT}remove/{row.pk}/", {"next": "https://evil.example/"}
    )

    assert response["Location"] == REPORT


def test_each_finds_the_buttons_that_they_may_press(client):
    make.index()
    group = Group.objects.create(name="Words")
    group.permissions.set(
        Permission.objects.filter(codename__in=["access_admin", "add_searchsynonyms"])
    )
    client.force_login(make.member("Words"))
    searched("zebra")

    assert set(links(client.get(REPORT))) == {"Add a synonym"}


def test_those_who_may_add_other_pages_only_are_not_sent_to_write_an_article(client):
    make.index()
    contact = make.contact_page()
    group = Group.objects.create(name="Desk")
    group.permissions.set(
        Permission.objects.filter(codename__in=["access_admin", "add_searchsynonyms"])
    )
    add = Permission.objects.get(codename="add_page")
    GroupPagePermission.objects.create(group=group, page=contact, permission=add)
    client.force_login(make.member("Desk"))
    searched("zebra")

    assert set(links(client.get(REPORT))) == {"Add a synonym"}


def test_those_who_can_do_nothing_about_it_see_no_searches(client):
    make.index()
    group = Group.objects.create(name="Guests")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(make.member("Guests"))
    row = searched("zebra")

    assert client.get(REPORT).status_code == 302
    assert client.post(f"{REPORT}remove/{row.pk}/").status_code == 302
    assert SearchWithoutResults.objects.get().words == "zebra"


def test_the_number_of_queries_does_not_grow_with_the_report(
    editor, django_assert_max_num_queries
):
    searched("zebra")
    editor.get(REPORT)
    with django_assert_max_num_queries(60) as few:
        editor.get(REPORT)
    for number in range(20):
        searched(f"animal {number}")

    with django_assert_max_num_queries(len(few)):
        editor.get(REPORT)
