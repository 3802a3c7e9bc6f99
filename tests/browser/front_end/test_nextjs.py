"""The example with Next.js, built and served as its README says, on a real server."""

import os
import shutil
from contextlib import contextmanager

import httpx
import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from playwright.sync_api import expect

from articles.models import ArticlePage
from comments.models import Comment
from home import front_end_connection
from outbox import change_messages, sending
from outbox.models import Endpoint
from tests import make
from tests.browser.admin import sign_in
from tests.comments.replying import everybody_is_published
from tests.outbox import receivers
from tests.production.processes import Program, wait_until
from tests.servers import free_port

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

EXAMPLE = django_settings.BASE_DIR / "examples/nextjs"
VISITOR = "203.0.113.9"


@pytest.fixture
def front_end(as_migrated, live_server, settings, tmp_path):
    """Makes the example's server, which is built with what is there by then."""
    settings.WEBHOOK_NETWORKS = [receivers.LOOPBACK]
    settings.DATA_DIR = tmp_path
    origin = f"http://localhost:{free_port()}"
    make.clinic()
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
    front_end, chromium, browser_page
):
    everybody_is_published()
    article = make.article("Walking", summary="As it was.")

    with front_end() as origin:
        is_told_and_shows_what_changed(origin, article)
        takes_replies(origin, chromium)
        whatever_is_asked_for_is_answered(origin)
        shows_drafts(origin, browser_page)


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

    assert "in work" not in httpx.get(f"{origin}/articles/walking/").text
    assert httpx.get(f"{origin}/preview/?token=none").status_code == 403
