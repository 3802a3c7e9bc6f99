"""The recipe of docs/front-end.md for a native app, followed through random changes."""

import random
import re
import sqlite3
from pathlib import Path

import pytest
from wagtail.models import Page

from articles.models import ArticlePage
from clinic.models import ClinicSettings
from tests import make
from tests.delivery import feed

pytestmark = pytest.mark.django_db

GUIDE = Path(__file__).parents[2] / "docs/front-end.md"
RECIPE = re.compile(r"^```python\n# gait_copy.py\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.fixture
def app(client):
    """Makes a copy, whose requests are noted; it is told that ``away`` paths fail."""

    def get(path, etag):
        app.asked.append(path)
        if path in app.away:
            return 503, {}, ""
        feed.settle()
        headers = {"If-None-Match": etag} if etag else {}
        answer = client.get(path, headers=headers)
        app.statuses.append(answer.status_code)
        names = {name.lower(): value for name, value in answer.headers.items()}
        return answer.status_code, names, answer.content.decode()

    def app(database=None):
        [code] = RECIPE.findall(GUIDE.read_text())
        names = {}
        exec(compile(code, "gait_copy.py", "exec"), names)  # noqa: S102 - our document
        return names["Copy"](database or sqlite3.connect(":memory:"), get)

    app.asked, app.statuses, app.away = [], [], set()
    return app


def shown(copy):
    """What it has of articles; of a list that no longer has a page, nothing counts."""
    rows = copy.database.execute("SELECT path, body FROM answers WHERE NOT is_old")
    return dict(rows.fetchall())


def new(app):
    copy = app()
    copy.update()
    copy.refresh()
    return copy


def test_the_copy_follows_a_site_and_ends_with_the_same(app):
    dice = random.Random(5)
    make.clinic()
    articles = [make.article(f"Walk {n}") for n in range(12)]
    copy = new(app)
    assert len(shown(copy)) == 13

    for step in range(15):
        change(dice, articles, step)
        copy.update()
        copy.refresh()

        anew = shown(new(app))
        assert {path: shown(copy).get(path) for path in anew} == anew
        gone = shown(copy).keys() - anew.keys()
        assert not any(path.startswith("/api/v3/pages/") for path in gone - others())


def others():
    """Addresses of pages that are no articles, which the feed has named."""
    pages = Page.objects.live().exclude(pk__in=ArticlePage.objects.all())
    return {f"/api/v3/pages/{pk}/" for pk in pages.values_list("pk", flat=True)}


def change(dice, articles, step):
    article = dice.choice(articles)
    row = ArticlePage.objects.filter(pk=article.pk)
    deed = dice.choice(["text", "hide", "show", "delete", "add", "phone"])
    if deed == "add":
        articles.append(make.article(f"Added {step}"))
    elif deed == "phone":
        ClinicSettings.objects.update(phone=f"+4420794609{dice.randrange(10, 99)}")
    elif deed == "text":
        row.update(summary=f"State {step}.")
    elif deed == "delete":
        row.delete()
    else:
        row.update(live=deed == "show")


def test_only_what_shows_a_change_is_read_again(app):
    make.clinic()
    articles = [make.article(f"Walk {n}") for n in range(10)]
    copy = new(app)
    app.asked.clear()

    ArticlePage.objects.filter(pk=articles[0].pk).update(introduction="<p>New.</p>")
    copy.update()
    copy.refresh()

    path = f"/api/v3/pages/{articles[0].pk}/"
    assert path in app.asked
    assert len(app.asked) < 10
    assert "New." in shown(copy)[path]


def test_what_cannot_be_read_now_stays_and_is_read_later(app):
    make.clinic()
    article = make.article(summary="As it was.")
    copy = new(app)
    path = f"/api/v3/pages/{article.pk}/"
    ArticlePage.objects.filter(pk=article.pk).update(summary="As it is now.")

    app.away = {path}
    copy.update()
    copy.refresh()
    [[kept]] = copy.database.execute("SELECT body FROM answers WHERE path = ?", [path])
    assert "As it was." in kept
    app.away = set()
    copy.refresh()

    assert "As it is now." in shown(copy)[path]


def test_a_token_that_is_too_old_keeps_what_is_shown_and_reads_it_again(app):
    make.clinic()
    article = make.article()
    copy = new(app)
    # As after the restore of an older database.
    copy.database.execute("UPDATE token SET value = ?", ["OTk5OTk5LjAuMA"])
    app.statuses.clear()

    copy.update()
    assert copy.database.execute("SELECT COUNT(*) FROM answers").fetchone()[0] >= 2
    copy.refresh()

    assert 410 in app.statuses
    assert 304 in app.statuses
    assert f"/api/v3/pages/{article.pk}/" in shown(copy)


def test_an_app_that_dies_while_it_updates_misses_nothing(app):
    make.clinic()
    article = make.article()
    copy = new(app)
    ArticlePage.objects.filter(pk=article.pk).update(summary="As it is now.")
    copy.database.execute(
        "CREATE TRIGGER full BEFORE UPDATE ON token "
        "BEGIN SELECT RAISE(ABORT, 'The disk is full.'); END"
    )
    with pytest.raises(sqlite3.IntegrityError):
        copy.update()
    copy.database.execute("DROP TRIGGER full")

    restarted = app(copy.database)
    restarted.update()
    restarted.refresh()

    assert "As it is now." in shown(restarted)[f"/api/v3/pages/{article.pk}/"]
