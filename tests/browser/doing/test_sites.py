"""Sites made with Astro by the recipes of docs/front-end.md."""

import shutil
import subprocess
from pathlib import Path

import pytest

from articles.models import ArticlePage
from tests import make
from tests.browser.doing.test_recipes import recipes

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SITES = Path(__file__).resolve().parents[1] / "sites"
QUIET = {"ASTRO_TELEMETRY_DISABLED": "1"}
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
