"""The example with Next.js, built and served as its README says, on a real server."""

import datetime
import os
import re
import shutil
import time
from contextlib import contextmanager

import httpx
import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from playwright.sync_api import expect

from articles.models import ArticlePage
from comments.models import Comment
from home import front_end_connection
from home.management.commands.serve_demo import point_site_at
from outbox import change_messages, sending
from outbox.models import Endpoint
from tests import make
from tests.articles.test_article_page import EVERY_SECTION
from tests.browser import html_checker
from tests.browser.admin import sign_in
from tests.browser.pages.test_budgets import MOST, Traffic
from tests.browser.visits import visit
from tests.comments.replying import everybody_is_published
from tests.outbox import receivers
from tests.production.processes import Program, wait_until
from tests.servers import free_port

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

EXAMPLE = django_settings.BASE_DIR / "examples/nextjs"
TABLE = {
    "caption": "How to build up",
    "columns": [
        {"type": "text", "heading": "Week"},
        {"type": "text", "heading": "Minutes"},
    ],
    "rows": [{"values": ["1", "10"]}, {"values": ["2", "15"]}],
}
VISITOR = "203.0.113.9"
TEMPLATES = ["/", "/articles/", "/articles/walking/", "/privacy/"]
# React and Next.js themselves are all but three of 144.
MOST_KB_OF_SCRIPTS = 160


@pytest.fixture
def front_end(as_migrated, live_server, settings, tmp_path):
    """Makes the example's server, which is built with what is there by then."""
    settings.WEBHOOK_NETWORKS = [receivers.LOOPBACK]
    settings.DATA_DIR = tmp_path
    origin = f"http://localhost:{free_port()}"
    make.clinic()
    point_site_at(int(live_server.url.rpartition(":")[2]))
    call_command("connect_front_end", origin=origin, verbosity=0)
    told = front_end_connection.written()

    @contextmanager
    def served():
        shutil.rmtree(EXAMPLE / ".next", ignore_errors=True)
        environment = {**os.environ, **told, "GAIT_URL": live_server.url}
        environment |= {"PORT": origin.rpartition(":")[2], "HOST": "127.0.0.1"}
        environment |= {"NEXT_TELEMETRY_DISABLED": "1"}
        log = tmp_path / "next.log"
        options = {"cwd": EXAMPLE, "env": environment}
        build = Program(["npm", "run", "build"], log, **options).start()
        assert build.process.wait() == 0, log.read_text()
        program = Program(["npm", "start"], log, **options).start()
        try:
            wait_until(lambda: answers(origin), what="Next.js")
            yield origin
        finally:
            program.end()
        assert "deprecated" not in log.read_text()

    return served


def answers(origin):
    try:
        return httpx.get(origin).status_code == 200
    except httpx.ConnectError:
        return False


def tell():
    """Sends the messages about what has changed, as the worker does."""
    change_messages.write_messages()
    sending.send_waiting(Endpoint.objects.get().pk)


def test_it_shows_changes_after_the_webhook_takes_replies_and_shows_drafts(
    front_end, chromium, browser_page, tmp_path
):
    everybody_is_published()
    article = everything_that_it_shows()

    with front_end() as origin:
        serves_everybody(origin, chromium, tmp_path)
        is_told_and_shows_what_changed(origin, article)
        takes_replies(origin, chromium)
        whatever_is_asked_for_is_answered(origin)
        shows_drafts(origin, browser_page)


def everything_that_it_shows():
    make.standard_page()
    clinician = make.person("Maya Lindqvist", credentials="MD, FAANS")
    return make.article(
        "Walking",
        summary="As it was.",
        hero_image=make.image(size=(640, 480)),
        author=make.person("Ana Ruiz", credentials="RN"),
        reviewer=clinician,
        last_reviewed=datetime.date(2026, 10, 1),
        sections=[
            *EVERY_SECTION,
            ("picture", {"image": make.image()}),
            ("table", {"table": TABLE}),
        ],
        topics=[make.topic()],
    )


def serves_everybody(origin, chromium, folder):
    context = chromium.new_context(base_url=origin, reduced_motion="reduce")
    sources = {}
    for path in TEMPLATES:
        seen = visit(context, path, is_measured=True)
        assert seen.status == 200, path
        assert [seen.violations, seen.misfits, seen.misfits_of_large_text] == [[]] * 3
        # What Next.js reads ahead ends with the visit.
        assert [each for each in seen.problems if "_rsc=" not in each] == []
        assert seen.cookies == [], path
        # React closes its elements as in XML, which the checker remarks on.
        sources[path] = httpx.get(f"{origin}{path}").text.replace("/>", ">")
    context.close()
    assert html_checker.findings(sources, folder) == []
    keeps_to_the_budget(origin, chromium)


def keeps_to_the_budget(origin, chromium):
    context = chromium.new_context(base_url=origin)
    page = context.new_page()
    traffic = Traffic(context.new_cdp_session(page))
    page.goto("/articles/walking/", wait_until="networkidle")
    for kind, most in {**MOST, "Script": MOST_KB_OF_SCRIPTS * 1000}.items():
        assert traffic.of_kind(kind) <= most, kind
    context.close()


def is_told_and_shows_what_changed(origin, article):
    # One that was made when it was built, one for each request, one when it was asked for.
    paths = ["/", "/articles/?topic=", "/articles/walking/"]

    def shown():
        pages = [httpx.get(f"{origin}{path}").text for path in paths]
        return ["As it was." in each or "As it is now." not in each for each in pages]

    tell()
    assert shown() == [True] * 3
    assert httpx.get(f"{origin}/articles/resting/").status_code == 404
    ArticlePage.objects.filter(pk=article.pk).update(summary="As it is now.")
    make.article("Resting")
    forged = httpx.post(f"{origin}/api/gait", content="{}", follow_redirects=True)
    assert forged.status_code == 401
    assert shown() == [True] * 3

    tell()

    assert shown() == [False] * 3
    assert httpx.get(f"{origin}/articles/resting/").status_code == 200


def takes_replies(origin, chromium):
    """With scripts and without; what is refused keeps what was typed."""
    for has_scripts in (True, False):
        context = chromium.new_context(
            java_script_enabled=has_scripts, extra_http_headers={"X-Real-IP": VISITOR}
        )
        page = context.new_page()
        page.goto(f"{origin}/articles/walking/")
        page.get_by_label("Your name").fill("Ada Moss")
        page.get_by_label("E-mail").fill("ada@nowhere")
        words = f"I walk, {has_scripts}."
        page.get_by_label("Your reply").fill(words)
        page.get_by_label("The clinic may store").check()
        page.get_by_role("button", name="Send").click()
        expect(page.locator("label strong")).to_contain_text("Enter an e-mail address")
        expect(page.get_by_label("Your reply")).to_have_value(words)

        page.get_by_label("E-mail").fill("ada@mail.example")
        page.get_by_role("button", name="Send").click()
        expect(page.get_by_role("status")).to_contain_text("Your reply is published")

        expect(page.locator(".replies ol")).to_contain_text(words)
        assert Comment.objects.latest("pk").address == VISITOR
        context.close()


def whatever_is_asked_for_is_answered(origin):
    paths = [
        "/%00/",
        "/..%2f..%2fadmin/",
        "/[x]/",
        f"/{'a' * 3000}/",
        "//evil.example/",
    ]
    lists = [
        "cursor=x",
        "topic=%00",
        "topic=a&topic=b",
        "topic=none",
        f"topic={'a' * 300}",
    ]
    for path in [*paths, *(f"/articles/?{query}" for query in lists)]:
        answer = httpx.get(f"{origin}{path}")
        assert answer.status_code in {200, 308, 400, 404}, path
        assert not answer.headers.get("Location", "").startswith(("//", "http")), path


def shows_drafts(origin, page):
    """In the preview beside the form, which follows the typing and leads to its fields."""
    article = ArticlePage.objects.get(slug="walking")
    sign_in(page, "Editors")
    page.goto(f"/admin/pages/{article.pk}/edit/")
    page.get_by_role("button", name="Toggle preview").click()
    panel = page.frame_locator("#w-preview-iframe")
    title = panel.locator("h1")
    expect(title).to_have_text("Walking")
    expect(panel.get_by_text("This is a draft")).to_be_visible()

    page.locator("#id_title").fill("Walking, in work")
    expect(title).to_have_text("Walking, in work")
    page.get_by_role("tab", name="Promote").click()
    title.click()
    expect(page.locator("#id_title")).to_be_focused()
    checks_what_is_typed(page)

    assert "in work" not in httpx.get(f"{origin}/articles/walking/").text
    assert httpx.get(f"{origin}/preview/?token=none").status_code == 403


def late(route):
    time.sleep(1)
    route.continue_()


def checks_what_is_typed(page):
    """By Wagtail's user bar, which is seen where the draft has a tab of its own."""
    page.get_by_role("button", name="Toggle checks").click()
    words, title = page.locator("[data-content-word-count]"), page.locator("#id_title")
    expect(words).to_have_text(re.compile(r"^\d{2,}$"))
    # What is not painted, as the panel now, is counted otherwise.
    painted = words.text_content()
    title.fill("Walking, and work")
    expect(words).not_to_have_text(painted)
    number = int(words.text_content())
    # Drafts arrive late: the checks must wait for them.
    page.route("**/*_rsc=*", late)

    title.fill("Walking, and work, with three more words")

    expect(words).to_have_text(str(number + 4))
    page.goto(page.url.replace("/edit/", "/view_draft/"))
    bar = page.get_by_role("button", name="View Wagtail quick actions")
    bar.click()
    expect(page.get_by_role("menuitem", name="Edit")).to_be_visible()
