"""Sites made with Astro and Next.js by the recipes of docs/front-end.md."""

import re
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from articles.models import ArticlePage
from outbox import change_messages, sending
from outbox.models import Endpoint
from tests import make
from tests.browser.doing.test_recipes import recipes
from tests.outbox import receivers
from tests.production.processes import Program, wait_until
from tests.servers import free_port

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SITES = Path(__file__).resolve().parents[1] / "sites"
QUIET = {"ASTRO_TELEMETRY_DISABLED": "1", "NEXT_TELEMETRY_DISABLED": "1"}
PATH = "/usr/local/bin:/usr/bin:/bin"


@pytest.fixture
def lay_out(tmp_path_factory):
    """Makes a project with the files of a site, the recipes, and the packages."""

    def make_one(name, origin):
        project = tmp_path_factory.mktemp(name)
        ignored = shutil.ignore_patterns("node_modules")
        shutil.copytree(SITES / name, project, ignore=ignored, dirs_exist_ok=True)
        (project / "node_modules").symlink_to(SITES / name / "node_modules")
        for path, content in recipes().items():
            file = project / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content.replace("https://www.example.org", origin))
        return project

    return make_one


def run(project, *words, **environment):
    ran = subprocess.run(  # noqa: S603 - our own words
        [project / "node_modules/.bin" / words[0], *words[1:]],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": PATH, **QUIET, **environment},
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def built(project):
    """The files that Astro has made, by their names."""
    run(project, "astro", "build")
    folder = project / "dist"
    return {
        str(file.relative_to(folder)): file.read_text()
        for file in folder.rglob("*.html")
    }


def test_astro_builds_the_same_site_from_changes_alone(
    as_migrated, live_server, lay_out
):
    make.clinic()
    articles = [make.article(f"Walk {n}") for n in range(6)]
    site = lay_out("astro", live_server.url)
    assert len(built(site)) == 6

    changed, gone, hidden, *_ = articles
    ArticlePage.objects.filter(pk=changed.pk).update(summary="Another summary.")
    gone.delete()
    hidden.unpublish()
    added = make.article("Added")
    followed = built(site)

    assert "Another summary." in followed[f"{changed.pk}/index.html"]
    assert f"{added.pk}/index.html" in followed
    assert len(followed) == 5
    assert followed == built(lay_out("astro", live_server.url))


@contextmanager
def served(project, **environment):
    """Next.js serving a site that it has built."""
    port = free_port()
    # Turbopack, its other bundler, takes no packages of another folder.
    run(project, "next", "build", "--webpack", **environment)
    program = Program(
        [
            project / "node_modules/.bin/next",
            "start",
            "-H",
            "127.0.0.1",
            "-p",
            str(port),
        ],
        project / "next.log",
        cwd=project,
        env={"PATH": PATH, **QUIET, **environment},
    ).start()
    try:
        origin = f"http://127.0.0.1:{port}"
        wait_until(lambda: answers(origin), what="Next.js")
        yield origin
    finally:
        program.end()


def answers(origin):
    try:
        return httpx.get(origin).status_code == 200
    except httpx.ConnectError:
        return False


def test_next_shows_a_change_after_the_webhook_and_not_before(
    as_migrated, live_server, lay_out, settings
):
    settings.WEBHOOK_NETWORKS = [receivers.LOOPBACK]
    make.clinic()
    article = make.article("Walking", summary="As it was.")
    webhook = make.webhook()
    given = {"GAIT_URL": live_server.url, "GAIT_WEBHOOK_SECRET": webhook.secret}
    project = lay_out("next", live_server.url)
    with served(project, **given) as origin:
        hook = f"{origin}/api/gait"
        version = change_messages.current_version()
        Endpoint.objects.update(url=hook, number=version)
        assert summaries(origin) == ["As it was."] * 2
        ArticlePage.objects.filter(pk=article.pk).update(summary="As it is now.")
        assert httpx.post(hook, content="{}").status_code == 401
        assert summaries(origin) == ["As it was."] * 2

        change_messages.write_messages()
        sending.send_waiting(webhook.pk)

        assert summaries(origin) == ["As it is now."] * 2
    assert "deprecated" not in (project / "next.log").read_text()


def summaries(origin):
    """What two pages show: one made when it was built, one for each request."""
    pages = [httpx.get(f"{origin}{path}").text for path in ("/", "/search?words=walk")]
    return [re.search(r"As it (was|is now)\.", each)[0] for each in pages]
