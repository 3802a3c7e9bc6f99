"""Gait's own addresses of pages that a front end shows."""

import pytest
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction, Site

from home.models import HomePage
from tests import make, reading
from tests.core.front_ends import front_end

pytestmark = pytest.mark.django_db

OWN = "http://localhost"
WEBSITE = "https://www.clinic.example"


def test_own_pages_lead_to_the_front_end(client):
    front_end(WEBSITE, path_pattern="/magazine/{path}")
    topic, person = make.topic(), make.person("Ana Ruiz")
    article = make.article(slug="walking", topics=[topic], author=person)

    for path, target in (
        ("/", "/magazine"),
        ("/articles/?page=2", "/magazine/articles?page=2"),
        ("/articles/walking/", "/magazine/articles/walking"),
        ("/topics/", "/magazine/topics"),
        ("/topics/back-pain/", "/magazine/topics/back-pain"),
        ("/people/", "/magazine/people"),
        ("/people/ana-ruiz/", "/magazine/people/ana-ruiz"),
        ("/search/?q=a%20b", "/magazine/search?q=a%20b"),
        (f"/replies/{article.pk}/?parent=1", "/magazine/articles/walking?parent=1"),
    ):
        for ask_for in (client.get, client.head):
            answer = ask_for(path)

            assert answer.status_code == 301, path
            assert answer["Location"] == WEBSITE + target
            assert "no-cache" in answer["Cache-Control"]


def test_redirects_and_former_slugs_lead_to_the_front_end_at_once(client):
    front_end(WEBSITE)
    topic, article = make.topic(), make.article(slug="walking")
    make.article(topics=[topic])
    topic.slug = "sore-backs"
    topic.save()
    for old, target in (
        ("/old", {"redirect_page": article}),
        ("/older", {"redirect_link": "/articles/?page=2"}),
        ("/oldest", {"redirect_link": f"{OWN}/articles/walking/"}),
        ("/map", {"redirect_link": "/documents/1/map.pdf"}),
        ("/away", {"redirect_link": "https://other.example/"}),
    ):
        Redirect.objects.create(old_path=old, **target)

    for path, target in (
        ("/topics/back-pain/", f"{WEBSITE}/topics/sore-backs/"),
        ("/old/", f"{WEBSITE}/articles/walking/"),
        ("/older/", f"{WEBSITE}/articles/?page=2"),
        ("/oldest/", f"{WEBSITE}/articles/walking/"),
        ("/map/", f"{OWN}/documents/1/map.pdf"),
        ("/away/", "https://other.example/"),
    ):
        assert client.get(path)["Location"] == target
        route = client.get("/api/v3/route/", {"path": path}).json()
        assert route == {"kind": "redirect", "status": 301, "to": target}
    found = client.get("/api/v3/redirects/").json()["items"]
    assert found[0]["location"] == f"{WEBSITE}/articles/walking/"
    found = client.get("/api/v2/redirects/?fields=location").json()["items"]
    assert found[1]["location"] == f"{WEBSITE}/articles/?page=2"


def test_redirects_to_another_site_lead_to_its_front_end_at_once(client, settings):
    settings.ALLOWED_HOSTS = ["testserver", "localhost", "heart.example"]
    theirs = heart_site()
    front_end("https://www.heart.example", of=theirs)
    index = make.index(parent=theirs.root_page)
    beat = make.article(parent=index, slug="beat")
    own = f"http://heart.example{beat.get_url_parts()[2]}"
    Redirect.objects.create(old_path="/page", site=make.site(), redirect_page=beat)
    Redirect.objects.create(old_path="/link", site=make.site(), redirect_link=own)

    for old in ("/page", "/link"):
        assert client.get(old)["Location"] == (
            "https://www.heart.example/articles/beat/"
        )
        for api in (f"/api/v3/route/?path={old}", f"/api/v3/redirects/?old_path={old}"):
            assert "https://www.heart.example/articles/beat/" in (
                client.get(api).content.decode()
            ), api


def heart_site():
    home = HomePage(title="Heart", slug="heart", hero_heading="Your heart")
    Page.objects.get(depth=1).add_child(instance=home)
    return Site.objects.create(hostname="heart.example", port=80, root_page=home)


def test_a_page_that_leads_nowhere_is_not_found(client):
    front_end(WEBSITE)
    make.article(slug="walking", live=False)

    for path in ("/articles/walking/", "/topics/none/", "/nothing/"):
        assert client.get(path).status_code == 404


def test_where_own_pages_are_off_nothing_is_shown(client):
    front_end(WEBSITE, own_pages="off")
    article = make.article(topics=[make.topic()], author=make.person("Ana Ruiz"))
    PageViewRestriction.objects.create(
        page=make.standard_page(slug="hidden"),
        restriction_type="password",
        password="x",
    )
    own_path = Page.objects.get(pk=article.pk).get_url_parts()[2]

    for path in (
        "/",
        own_path,
        "/hidden/",
        "/topics/",
        "/topics/back-pain/",
        "/people/",
        "/people/ana-ruiz/",
        "/search/?q=walking",
        f"/replies/{article.pk}/",
        "/nothing/",
    ):
        answer = client.get(path)

        assert answer.status_code == 404, path
        body = answer.content.decode()
        assert f'<a class="arrow-link" href="{WEBSITE}/"' in body
        assert article.title not in body
    markdown = f"{own_path.rstrip('/')}.md"
    for path in (markdown, "/articles.atom", "/sitemap.xml", "/api/v3/articles/"):
        assert client.get(path).status_code == 200


def test_own_pages_that_stay_link_to_each_other_and_are_hidden_from_searches(client):
    linked = make.standard_page(slug="privacy")
    article = make.article(
        slug="walking",
        topics=[make.topic()],
        introduction=f'<p><a linktype="page" id="{linked.pk}">More</a></p>',
    )
    make.clinic(header_navigation=[("link", {"label": "Privacy", "page": linked})])
    front_end(WEBSITE, path_pattern="/magazine/{path}", own_pages="noindex")

    for path in ("/articles/walking/", "/", "/articles/", "/topics/back-pain/"):
        answer = client.get(path)

        assert reading.meta(answer, "robots") == "noindex,follow"
        links = [each["href"] for each in reading.html(answer).body.find_all("a")]
        assert not [each for each in links if WEBSITE in each]
    page = client.get("/articles/walking/")
    assert reading.canonical(page) == f"{WEBSITE}/magazine/articles/walking"
    assert reading.html(page).main.find("a", string="More")["href"] == "/privacy/"
    assert reading.html(page).nav.find("a", string="Privacy")["href"] == "/privacy/"
    assert article.url == "/articles/walking/"


def test_a_page_with_a_password_asks_for_it_here(client):
    front_end(WEBSITE)
    page = make.standard_page(title="For patients", slug="patients")
    lock = PageViewRestriction.objects.create(
        page=page, restriction_type="password", password="larch"
    )

    asked = client.get("/patients/")
    client.post(
        f"/_util/authenticate_with_password/{lock.pk}/{page.pk}/",
        {"password": "larch", "return_url": "/patients/"},
    )
    shown = client.get("/patients/")

    assert "needs a password" in reading.words(asked)
    assert "For patients" in reading.words(shown)
    assert reading.meta(shown, "robots") == "noindex,follow"


def test_a_form_that_was_begun_before_is_still_received(client):
    form = make.form_page(questions=[("Your name", "singleline", {})])
    front_end(WEBSITE)

    answer = client.post(f"/forms/{form.pk}/", {"your_name": "Ada"})

    assert answer.status_code == 422
    assert 'value="Ada"' in answer.content.decode()
