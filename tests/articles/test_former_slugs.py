import pytest
from wagtail.contrib.redirects.models import Redirect

from articles.models import FormerPersonSlug, FormerTopicSlug
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.each_database]

ROUTE = "/api/v3/route/"
KINDS = {"people": make.person, "topics": make.topic}


@pytest.fixture(autouse=True)
def home():
    return make.home()


@pytest.fixture(params=KINDS)
def kind(request):
    return request.param


def made(kind, slug, **fields):
    return KINDS[kind](slug.replace("-", " ").title(), slug=slug, **fields)


def rename(row, slug):
    row.slug = slug
    row.save()


def assert_leads(client, old, new):
    answer = client.get(f"{old}?utm_source=card")
    assert (answer.status_code, answer["Location"]) == (301, new)
    assert answer["Cache-Control"] == "no-cache"
    assert client.get(ROUTE, {"path": old}).json() == {
        "kind": "redirect",
        "status": 301,
        "to": f"http://localhost{new}",
    }
    assert client.get(new).status_code == 200


def assert_nothing_at(client, path):
    assert client.get(path).status_code == 404
    assert client.get(ROUTE, {"path": path}).status_code == 404


def test_an_old_address_leads_to_the_new_one(client, kind):
    # Another stands before it in lists.
    made(kind, "another")
    rename(made(kind, "one"), "two")

    assert_leads(client, f"/{kind}/one/", f"/{kind}/two/")
    assert client.get(f"/{kind}/another/").status_code == 200


def test_an_address_that_is_saved_alone_is_kept_too(client, kind):
    row = made(kind, "one")
    row.slug = "two"
    row.save(update_fields=["slug"])

    assert_leads(client, f"/{kind}/one/", f"/{kind}/two/")


def test_every_old_address_leads_to_the_newest_at_once(client, kind):
    row = made(kind, "one")
    for slug in ("two", "three"):
        rename(row, slug)

    for old in ("one", "two"):
        assert_leads(client, f"/{kind}/{old}/", f"/{kind}/three/")


@pytest.mark.parametrize("printed", ["One", "ONE", "Two"])
def test_an_address_in_other_capitals_leads_to_the_present_one(client, kind, printed):
    rename(made(kind, "one"), "two")

    assert_leads(client, f"/{kind}/{printed}/", f"/{kind}/two/")


def test_capitals_tell_addresses_apart_that_differ_in_nothing_else(client, kind):
    KINDS[kind]("First", slug="one")
    KINDS[kind]("Second", slug="One")

    assert "First" in client.get(f"/{kind}/one/").text
    assert "Second" in client.get(f"/{kind}/One/").text


def test_an_address_that_was_given_up_goes_before_one_in_other_capitals(client, kind):
    rename(made(kind, "One"), "two")
    KINDS[kind]("Newcomer", slug="one")

    assert_leads(client, f"/{kind}/One/", f"/{kind}/two/")


def test_an_address_that_is_taken_back_leads_nowhere_else(client, kind):
    row = made(kind, "one")
    for slug in ("two", "one", "two", "one"):
        rename(row, slug)

    assert client.get(f"/{kind}/one/").status_code == 200
    assert_leads(client, f"/{kind}/two/", f"/{kind}/one/")


def test_an_address_that_was_given_up_belongs_to_who_takes_it(client, kind):
    rename(made(kind, "one"), "two")
    newcomer = KINDS[kind]("Newcomer", slug="one")

    assert client.get(f"/{kind}/one/").status_code == 200
    rename(newcomer, "three")
    assert_leads(client, f"/{kind}/one/", f"/{kind}/three/")


def test_two_exchange_their_addresses(client, kind):
    first, second = made(kind, "one"), made(kind, "two")
    rename(first, "aside")
    rename(second, "one")
    rename(first, "two")

    assert_leads(client, f"/{kind}/aside/", f"/{kind}/two/")
    assert not FormerTopicSlug.objects.filter(slug__in=["one", "two"])
    assert not FormerPersonSlug.objects.filter(slug__in=["one", "two"])


def test_an_old_address_goes_with_what_it_led_to(client, kind):
    row = made(kind, "one")
    rename(row, "two")

    row.delete()

    assert_nothing_at(client, f"/{kind}/one/")
    Redirect.add_redirect(f"/{kind}/one/", "/people/")
    assert client.get(f"/{kind}/one/")["Location"] == "/people/"


def test_a_change_of_anything_else_keeps_no_address(kind):
    row = made(kind, "one")
    row.name = "Somebody else"
    row.save()
    row.slug = "two"
    row.save(update_fields=["name"])

    assert not row.former_slugs.exists()


def test_an_old_address_does_not_tell_of_a_person_who_is_not_public(client):
    person = make.person(slug="one")
    make.article("Walking", author=person, live=False)

    rename(person, "secret-new-name")

    assert_nothing_at(client, "/people/one/")


def test_the_list_of_articles_knows_a_topic_by_its_old_address(client):
    topic = make.topic(slug="one")
    make.article("Walking", topics=[topic])
    rename(topic, "two")

    for slug in ("one", "One", "Two"):
        assert b"Walking" in client.get("/articles/", {"topic": slug}).content
    assert client.get("/articles/?topic=none").status_code == 404


@pytest.mark.parametrize(
    ("kind", "address"),
    [("people", "clinic_person"), ("topics", "articles_topic")],
)
def test_renaming_in_the_admin_and_deleting_there(client, kind, address):
    row = made(kind, "one")
    client.force_login(make.superuser())
    where = f"/admin/snippets/{address.replace('_', '/')}/"
    same = {"name": row.name, "biography": "null", "photo": "", "user": ""}

    client.post(f"{where}edit/{row.pk}/", {**same, "slug": "two"})

    assert_leads(client, f"/{kind}/one/", f"/{kind}/two/")
    usage = client.get(f"{where}usage/{row.pk}/").content.decode()
    assert "former" not in usage.lower()
    client.post(f"{where}delete/{row.pk}/")
    assert_nothing_at(client, f"/{kind}/one/")
