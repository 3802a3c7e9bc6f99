import re

import phonenumbers
import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from PIL import Image as Picture
from wagtail.fields import StreamField
from wagtail.models import Page, Site, Workflow

from articles.models import ArticleIndexPage, ArticlePage, Topic
from clinic import emergency
from clinic.models import ClinicSettings, Person
from comments import screening
from comments.models import Comment, ReplySettings
from comments.tasks import tell_moderators, tell_of_danger
from contact.models import ContactPage, FormField, FormPage
from core.models import User
from home.demo import build, content
from home.models import HomePage, StandardPage
from public_forms.text_cleaning import number_of_links
from tests import make, reading
from tests.articles import writing
from tests.contact.filling_in import fresh
from tests.home.demo import everything, load, load_with_small_pictures
from tests.public_forms.sending import told

# The database is made only where a test says so; the fixture alone does not count.
pytestmark = [pytest.mark.django_db, pytest.mark.slow]

ARTICLES = {written["slug"]: written for written in content.articles()}
WALKING = ARTICLES["walking-and-lower-back-pain"]
PICTURES = content.read("pictures")
KILOBYTE = 1000
LOCAL = re.compile(r"localhost:8000(/[^\s\"'<>)`]*)")
FRONT_END_GUIDE = settings.BASE_DIR / "docs" / "front-end.md"


@pytest.fixture(scope="module")
def _demo_once(django_db_setup, django_db_blocker):
    """The demo in the database, for all tests that ask: loading takes seconds."""
    with django_db_blocker.unblock(), transaction.atomic():
        make.fresh_site()
        load_with_small_pictures(port=8123)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo(_demo_once, django_db_blocker):
    """The loaded demo. What the test changes is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


# --- What is loaded -----------------------------------------------------------------


def test_the_demo_is_a_whole_site(demo):
    site = Site.objects.get()
    assert site.root_url == "http://localhost:8123"
    assert isinstance(site.root_page.specific, HomePage)
    assert ArticlePage.objects.live().count() == len(ARTICLES) >= 12
    assert (Person.objects.count(), Topic.objects.count()) == (4, 5)
    assert ArticleIndexPage.objects.live().count() == 1
    assert ContactPage.objects.live().count() == 1
    assert set(StandardPage.objects.live().values_list("slug", flat=True)) == {
        "about",
        "accessibility",
        "privacy",
    }
    clinic = ClinicSettings.for_site(site)
    assert clinic.phone_number["display"] == "(541) 555-0126"
    assert clinic.location == "Ellery Bay, OR"
    assert len(clinic.places) == 2


def test_every_page_is_as_an_editor_could_have_saved_it(demo):
    for page in Page.objects.filter(depth__gt=1).specific():
        page.full_clean()
        for field in page._meta.get_fields():
            if isinstance(field, StreamField):
                field.stream_block.clean(getattr(page, field.name))
        assert page.live
        assert not page.has_unpublished_changes
        assert content_of(page.latest_revision.as_object()) == content_of(page)


def content_of(page):
    names = ("title", "body", "sections", "benefits", "safety", "topics", "author")
    return [page.serializable_data().get(name) for name in names]


def test_every_page_is_sent_back_by_the_api_without_a_difference(demo, client):
    key = make.token(make.superuser("writer@clinic.example"))
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {key}"

    for page in Page.objects.filter(depth__gt=1):
        read = client.get(f"/api/v3/pages/{page.pk}/?version=draft").json()
        path = f"/api/v3/pages/{page.pk}/?dry_run=true"
        answer = client.patch(path, read, content_type="application/json")

        assert answer.status_code == 200, answer.content
        assert answer.json()["difference"] == [], read["title"]


def test_links_in_articles_lead_to_pages(demo):
    stored = str([page.serializable_data() for page in ArticlePage.objects.all()])
    linked = set(re.findall(r"linktype=\W*page\W* id=\W*(\d+)", stored))

    assert "page:" not in stored
    assert len(linked) >= 8
    assert Page.objects.filter(pk__in=linked).live().count() == len(linked)


def test_every_article_is_reviewed_as_the_index_says_and_some_are_due_again(demo):
    due = {page.slug: page.next_review_due for page in ArticlePage.objects.all()}
    assert None not in due.values()
    assert str(due["sleeping-with-back-pain"]) == "2026-08-18"
    assert str(due["spinal-stenosis"]) == "2026-12-08"
    published = ArticlePage.objects.values_list("first_published_at", flat=True)
    assert len({moment.date() for moment in published}) == len(ARTICLES)


def test_the_published_version_of_an_article_is_one_to_go_back_to(demo, client):
    client.force_login(User.objects.get(email="moderator@gait.example"))
    article = ArticlePage.objects.first()
    article.save_revision(log_action=True)

    history = client.get(reverse("wagtailadmin_pages:history", args=[article.pk]))

    page = reading.html(history)
    assert "Review this version" in page.main.get_text()


def test_each_role_has_an_account(demo):
    groups = {
        user.email: [*user.groups.values_list("name", flat=True)]
        for user in User.objects.all()
    }
    assert groups == {
        "admin@gait.example": [],
        "editor@gait.example": ["Editors"],
        "moderator@gait.example": ["Moderators"],
        "reviewer@gait.example": ["Clinical reviewers"],
    }
    assert User.objects.get(is_superuser=True).email == "admin@gait.example"
    assert all(user.check_password("walk-every-day") for user in User.objects.all())
    assert Person.objects.get(user__email="reviewer@gait.example").slug == (
        "miriam-okoye"
    )


def approve(client, article):
    """The step that the article waits at; the article then knows what came of it."""
    waiting = article.current_workflow_task_state
    address = reverse(
        "wagtailadmin_pages:workflow_action", args=[article.pk, "approve", waiting.pk]
    )
    client.post(address, {"opened_at": timezone.now().isoformat()})
    article.refresh_from_db()


def test_an_article_passes_clinical_review_before_a_moderator_publishes_it(
    demo, client
):
    def as_(name):
        client.force_login(User.objects.get(email=f"{name}@gait.example"))
        return client

    answer = writing.create(
        as_("editor"),
        ArticleIndexPage.objects.get(),
        slug="a-new-walk",
        **{"action-submit": "Submit"},
    )
    assert answer.status_code == 302
    article = ArticlePage.objects.get(slug="a-new-walk")
    passed = []
    for name in ("reviewer", "moderator"):
        passed.append((article.current_workflow_task.name, article.live))
        approve(as_(name), article)

    assert passed == [("Clinical review", False), ("Moderators approval", False)]
    assert article.live
    assert article.reviewer.user.email == "reviewer@gait.example"
    assert article.last_reviewed == article.today()


def test_a_demo_loads_where_the_clinic_dropped_its_workflow(demo):
    Workflow.objects.filter(name=build.CLINICAL_WORKFLOW).delete()
    index = ArticleIndexPage.objects.get()

    build.ask_for_clinical_review(index)

    assert index.get_workflow().name == "Moderators approval"


# --- What is there already ----------------------------------------------------------


def test_loading_again_changes_and_loses_nothing(demo):
    article = ArticlePage.objects.get(slug=WALKING["slug"])
    article.title, article.slug = "Walk!", "walk"
    article.save_revision().publish()
    home = HomePage.objects.get()
    home.title, home.slug = "Our clinic", "ours"
    home.save_revision().publish()
    ArticlePage.objects.get(slug="sciatica").delete()
    Topic.objects.get(slug="movement").delete()
    User.objects.get(email="editor@gait.example").delete()
    before = everything()

    said = load(port=9999)

    assert "nothing was changed" in said
    assert everything() == before
    assert Site.objects.get().port == 8123


def test_pictures_are_small_and_all_are_used():
    used = set(
        re.findall(r"'([a-z-]+)'", str([*ARTICLES.values(), *pages_and_clinic()]))
    )

    assert set(PICTURES) <= used
    paths = [content.picture(written["file"]) for written in PICTURES.values()]
    sizes = [path.stat().st_size for path in paths]
    assert max(sizes) < 250 * KILOBYTE
    assert sum(sizes) < 3000 * KILOBYTE
    for path in paths:
        with Picture.open(path) as picture:
            assert min(picture.size) >= 500


def pages_and_clinic():
    return content.read("pages"), content.read("clinic")


def test_telephone_numbers_are_valid_and_reserved_for_fiction():
    numbers = re.findall(r"'(\+\d+)'", str([*ARTICLES.values(), *pages_and_clinic()]))

    assert len(set(numbers)) == 3
    for number in numbers:
        assert phonenumbers.is_valid_number(phonenumbers.parse(number))
        assert re.fullmatch(r"\+1\d{3}55501\d\d", number)


def documented_addresses():
    """The local addresses of the README and of the front-end guide."""
    for document in (settings.BASE_DIR / "README.md", FRONT_END_GUIDE):
        yield from LOCAL.findall(document.read_text())


# What is written to, or has a key in its address, is tried by the guide's own test; the
# root of the API is where clients begin their addresses.
WITH_KEYS = re.compile(r"/(forms|comments|copies)/|^/api/v3/$")


def addresses_to_read():
    return sorted(
        path for path in set(documented_addresses()) if not WITH_KEYS.search(path)
    )


@pytest.mark.parametrize("path", addresses_to_read())
@pytest.mark.usefixtures("demo")
def test_an_address_in_the_documents_answers(client, path):
    answer = client.get(path, follow=True)

    assert answer.status_code == (400 if "topics=" in path else 200)


# --- Replies ------------------------------------------------------------------------


def test_visitors_have_replied_and_the_clinic_has_answered(demo, client):
    walking = ArticlePage.objects.get(slug=WALKING["slug"])

    body = client.get(walking.url).content.decode()

    assert "My dog has known all this for years." in body
    assert "Tomás Herrera, PT, DPT, OCS" in body
    assert "Answer from the clinic" in body
    assert "walking pad" not in body
    assert ".example/</" not in body
    assert "@mail.example" not in body


def test_some_replies_wait_one_of_them_urgently(demo):
    waiting = list(Comment.objects.waiting())

    assert [each.is_urgent for each in waiting] == [True, False, False]
    rules = ReplySettings.of(Site.objects.get().pk).rules
    clinic = ClinicSettings.for_site(Site.objects.get())
    for each in waiting:
        typed = f"{each.website}\n{each.text}"
        in_danger = emergency.is_in_danger([each.text], clinic)
        links = number_of_links(typed)
        facts = screening.Facts(text=typed, is_in_danger=in_danger, links=links)
        assert screening.screen(facts, rules).reasons == each.held_for


def test_nobody_is_told_of_the_demos_replies(demo, mailoutbox):
    for task in (tell_moderators, tell_of_danger):
        task.call(Site.objects.get().pk)

    assert mailoutbox == []


def test_the_privacy_page_says_what_is_kept_and_for_how_long(demo, client):
    rules = ReplySettings.of(Site.objects.get().pk)

    words = reading.words(client.get("/privacy/"))

    assert "Akismet" in words
    assert f"After {rules.address_days} days we shorten the address" in words
    assert (
        f"in the bin So that we can undo a mistake {rules.rubbish_days} days" in words
    )
    for form in FormPage.objects.all():
        assert f"a form To answer you {form.keep_days} days" in words


# --- Forms --------------------------------------------------------------------------


def test_visitors_may_ask_for_an_appointment_and_write(demo, client):
    injection = ArticlePage.objects.get(slug="epidural-steroid-injections")
    appointment, message = FormPage.objects.order_by("path")

    soup = reading.html(client.get(injection.url))
    contact = reading.html(client.get("/contact/"))

    [link] = soup.find_all("a", string="Ask for an appointment")
    assert link["href"] == appointment.url == "/contact/appointment/"
    assert contact.select_one("form.handed-in")["action"] == (
        f"/forms/{appointment.pk}/"
    )
    assert contact.select_one(f'.card a[href="{message.url}"]')
    places = [each["value"] for each in contact.select("form.handed-in option")]
    assert "Harbour Street clinic" in places
    assert contact.find("a", string="What we do with your data")["href"] == "/privacy/"


def test_whoever_wants_to_be_called_leaves_a_number(demo, client):
    appointment = FormPage.objects.get(slug="appointment")

    response = client.post(
        f"/forms/{appointment.pk}/",
        {"form_token": fresh(), "how_may_we_reach_you": "By phone"},
    )

    soup = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == 422
    assert soup.select_one(".field-wrong [name=your_phone_number]")


@pytest.mark.parametrize(
    ("path", "notice", "boxes"),
    [
        ("/articles/walking-and-lower-back-pain/", "", 1),
        ("/articles/walking-and-lower-back-pain/", "urgent", 2),
        ("/contact/", "", 1),
        ("/contact/appointment/", "", 1),
    ],
)
def test_an_emergency_number_is_called_at_a_touch(demo, client, path, notice, boxes):
    if notice:
        path = told(ArticlePage.objects.get(slug=path.split("/")[-2]), notice)

    shown = reading.html(client.get(path)).select(".emergency")

    assert [
        [link["href"] for link in wording.find_all("a")] for wording in shown
    ] == boxes * [["tel:911", "tel:988"]]


def test_the_demos_forms_ask_for_nothing_medical(demo):
    asked = " ".join(
        f"{each.label} {each.help_text} {each.choices}".lower()
        for each in FormField.objects.all()
    )

    for word in ("symptom", "diagnos", "medic", "pain", "birth", "insurance"):
        assert word not in asked
    for form in FormPage.objects.all():
        assert "leave out your symptoms" in form.medical_notice
        assert form.emergency_words
