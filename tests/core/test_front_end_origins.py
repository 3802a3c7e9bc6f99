"""What scripts of a site's front end may do, without further configuration."""

import pytest
from wagtail.models import Page, Site

from delivery.models import StoredDocument
from home.models import HomePage
from tests import make
from tests.core.front_ends import front_end
from tests.delivery import feed
from tests.delivery.wsgi import ask, cached, django, seen

pytestmark = pytest.mark.django_db

WEBSITE, HEART_WEBSITE = "https://www.clinic.example", "https://www.heart.example"
REPLY = {
    "name": "Ada",
    "email": "ada@mail.example",
    "text": "Walking helped me.",
    "consent": True,
}


@pytest.fixture(autouse=True)
def _hosts(settings):
    settings.ALLOWED_HOSTS = ["testserver", "localhost", "heart.example"]
    settings.CORS_ALLOWED_ORIGINS = ["https://app.example"]


def heart_site():
    home = HomePage(title="Heart", slug="heart", hero_heading="Your heart")
    Page.objects.get(depth=1).add_child(instance=home)
    return Site.objects.create(hostname="heart.example", port=80, root_page=home)


def allowed(client, path, origin):
    answer = client.get(path, headers={"Origin": origin})
    return answer.headers.get("Access-Control-Allow-Origin")


@pytest.mark.parametrize(
    "path", ["/api/v3/articles/", "/api/v2/pages/", "/form-token/?for=reply"]
)
def test_the_front_end_reads_the_apis(client, path):
    front_end(WEBSITE)

    assert allowed(client, path, WEBSITE) == WEBSITE
    assert allowed(client, path, "https://app.example") == "https://app.example"
    preflight = client.options(
        path, headers={"Origin": WEBSITE, "Access-Control-Request-Method": "POST"}
    )
    assert preflight.headers["Access-Control-Allow-Origin"] == WEBSITE


@pytest.mark.parametrize(
    "origin",
    [
        "https://www.clinic.example.evil.example",
        "http://www.clinic.example",
        "https://www.clinic.example:8443",
        "https://clinic.example",
        "null",
        "",
    ],
)
def test_other_origins_do_not(client, origin):
    front_end(WEBSITE)
    front_end("", of=heart_site())

    assert allowed(client, "/api/v3/articles/", origin) is None


def test_pages_and_the_admin_are_read_by_no_other_origin(client):
    front_end(WEBSITE, own_pages="noindex")

    for path in ("/", "/admin/login/", "/articles.atom"):
        assert allowed(client, path, WEBSITE) is None


def test_a_front_end_that_is_gone_reads_nothing_more(client):
    make.home()
    application = cached()
    front_end(WEBSITE)
    feed.settle()
    path = "http://localhost/api/v3/site/"

    before = [ask(application, path, origin=WEBSITE) for _ in range(2)]
    front_end("https://new.example")
    feed.settle()
    after = [ask(application, path, origin=WEBSITE) for _ in range(2)]

    name = "access-control-allow-origin"
    assert [each.headers.get(name) for each in before] == [WEBSITE, WEBSITE]
    assert [each.headers.get(name) for each in after] == [None, None]


@pytest.mark.parametrize("path", ["articles/", "openapi.json"])
def test_a_front_end_is_answered_with_what_another_worker_has_stored(path):
    make.article()
    front_end(WEBSITE)
    feed.settle()
    path, name = f"http://localhost/api/v3/{path}", "access-control-allow-origin"

    ask(cached(), path, origin=WEBSITE)
    ask(cached(), path, origin="https://evil.example")
    stored = ask(cached(), path, origin=WEBSITE)

    assert (stored.queries, stored.headers[name]) == (0, WEBSITE)
    assert seen(stored) == seen(ask(django(), path, origin=WEBSITE))
    for other in ("https://evil.example", f"{WEBSITE}/1", "https://app.example/1"):
        ask(cached(), path, origin=other)
    assert StoredDocument.objects.count() == 1
    front_end("https://new.example")
    feed.settle()
    assert name not in ask(cached(), path, origin=WEBSITE).headers
    assert ask(cached(), path, origin="https://new.example").headers[name]


def send_reply(client, page, origin, query=""):
    return client.post(
        f"/api/v3/comments/{query}",
        {**REPLY, "page": page.pk},
        content_type="application/json",
        headers={"Origin": origin, "Sec-Fetch-Site": "cross-site"},
    )


def send_form(client, form, origin, query=""):
    return client.post(
        f"/api/v3/forms/{form.pk}/submissions/{query}",
        {"your_name": "Ada", "consent": True},
        content_type="application/json",
        headers={"Origin": origin, "Sec-Fetch-Site": "cross-site"},
    )


def test_replies_and_messages_come_from_the_front_end_of_their_site(client):
    theirs = heart_site()
    home = HomePage.objects.get(pk=theirs.root_page_id)
    front_end(WEBSITE)
    front_end(HEART_WEBSITE, of=theirs)
    question = [("Your name", "singleline", {})]
    ours = make.article(), make.form_page(questions=question)
    contact = make.contact_page(parent=home, slug="contact")
    hearts = (
        make.article("Heart", parent=make.index(parent=home)),
        make.form_page(parent=contact, questions=question),
    )

    for send, our, their in zip((send_reply, send_form), ours, hearts, strict=True):
        assert send(client, our, WEBSITE).status_code in {201, 202}
        assert send(client, our, HEART_WEBSITE).status_code == 403
        assert send(client, our, "https://other.example").status_code == 403
        query = "?site=heart.example"
        assert send(client, their, HEART_WEBSITE, query).status_code in {201, 202}
        assert send(client, their, WEBSITE, query).status_code == 403
        # The site of the query decides, and has no such page.
        assert send(client, our, HEART_WEBSITE, query).status_code == 404
        assert send(client, their, WEBSITE).status_code == 404
        assert send(client, our, WEBSITE, "?site=none.example").status_code == 403


def test_html_forms_are_sent_from_gait_alone(client):
    front_end(WEBSITE)
    form = make.form_page(questions=[("Your name", "singleline", {})])

    answer = client.post(
        f"/forms/{form.pk}/", {"your_name": "Ada"}, headers={"Origin": WEBSITE}
    )

    assert answer.status_code in {403, 422}
    assert not form.submissions.exists()
