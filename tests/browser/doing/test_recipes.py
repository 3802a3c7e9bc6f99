"""The recipes of docs/front-end.md for JavaScript, run by Node against a real server."""

import json
import random
import re
import subprocess
from pathlib import Path

import pytest
from wagtail.models import Page

from articles.models import ArticlePage
from clinic.models import ClinicSettings
from delivery.tracking import tables
from tests import make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ROOT = Path(__file__).resolve().parents[3]
BLOCK = re.compile(r"^```js\n// (\S+)\n(.*?)^```", re.MULTILINE | re.DOTALL)

# Loads a collection as Astro does: with a store of entries and one of texts.
LOAD = """
import { readFileSync, writeFileSync, existsSync } from "node:fs";
import { createHash } from "node:crypto";
import { gaitLoader } from "./src/gait-loader.js";

const [origin] = process.argv.slice(2);
const kept = existsSync("kept.json") ? JSON.parse(readFileSync("kept.json")) : [[], []];
const entries = new Map(kept[0]);
const texts = new Map(kept[1]);
let written = 0;
const store = {
  set: (entry) => { written += 1; entries.set(entry.id, entry); },
  delete: (id) => entries.delete(id),
  clear: () => entries.clear(),
};
const meta = { get: (key) => texts.get(key), set: (key, text) => texts.set(key, text) };
const generateDigest = (data) =>
  createHash("sha256").update(JSON.stringify(data)).digest("hex");
await gaitLoader({ origin }).load({ store, meta, generateDigest });
writeFileSync("kept.json", JSON.stringify([[...entries], [...texts]]));
const data = Object.fromEntries([...entries].map(([id, entry]) => [id, entry.data]));
console.log(JSON.stringify({ written, data }));
"""
SHOWN = """
import { shown } from "@gait/client/next";
console.log(JSON.stringify(shown("replies-7", "reply-settings").next.tags));
"""


def recipes():
    return dict(BLOCK.findall((ROOT / "docs/front-end.md").read_text()))


@pytest.fixture
def project(tmp_path):
    """A project with the files of the recipes, and the libraries that they import."""
    for name, content in recipes().items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    (tmp_path / "package.json").write_text('{"type": "module"}')
    (tmp_path / "node_modules/@gait").mkdir(parents=True)
    (tmp_path / "node_modules/@gait/client").symlink_to(ROOT / "clients/typescript")
    return tmp_path


def node(project, script, *words, **environment):
    (project / "run.js").write_text(script)
    ran = subprocess.run(  # noqa: S603 - our own words
        ["node", "run.js", *words],  # noqa: S607 - the one that is installed
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/local/bin:/usr/bin:/bin", **environment},
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def load(project, live_server):
    return node(project, LOAD, live_server.url)


def test_the_recipes_are_found():
    assert set(recipes()) == {
        "src/gait-loader.js",
        "src/content.config.js",
    }


def test_whatever_changes_revalidates_what_next_has_read(project):
    names = node(project, SHOWN)

    kinds = {each.lists for each in tables.values() if not each.is_derived}
    assert kinds - set(names) == {
        *("replies", "redirects", "synonyms", "chosen-results"),
        "site-files",
    }
    assert {"gait", "replies-7"} <= set(names)


def test_astros_loader_follows_a_site_and_ends_with_the_same(
    as_migrated, live_server, project, tmp_path_factory
):
    dice = random.Random(11)
    make.clinic()
    articles = [make.article(f"Walk {n}") for n in range(25)]
    first = load(project, live_server)
    assert first["written"] == len(first["data"]) == 25
    assert load(project, live_server)["written"] == 0

    for step in range(6):
        for _ in range(4):
            change(dice, articles, step)
        followed = load(project, live_server)["data"]

        anew = tmp_path_factory.mktemp("anew")
        for name, content in recipes().items():
            (anew / name).parent.mkdir(parents=True, exist_ok=True)
            (anew / name).write_text(content)
        (anew / "package.json").write_text('{"type": "module"}')
        assert followed == load(anew, live_server)["data"]


def change(dice, articles, step):
    article = Page.objects.filter(pk=dice.choice(articles).pk).first()
    deed = dice.choice(
        ["text", "text", "unpublish", "publish", "delete", "add", "phone"]
    )
    if deed == "add":
        articles.append(make.article(f"Added {step} {dice.random()}"))
    elif deed == "phone":
        ClinicSettings.objects.update(phone=f"+4420794609{dice.randrange(10, 99)}")
    elif article is None:
        return
    elif deed == "text":
        text = f"{step} {dice.random()}"
        ArticlePage.objects.filter(pk=article.pk).update(summary=text)
    elif deed == "delete":
        article.delete()
    else:
        Page.objects.filter(pk=article.pk).update(live=deed == "publish")


def test_only_what_shows_a_change_is_read_again(as_migrated, live_server, project):
    make.clinic()
    articles = [make.article(f"Walk {n}") for n in range(10)]
    load(project, live_server)

    ArticlePage.objects.filter(pk=articles[0].pk).update(introduction="<p>New.</p>")
    again = load(project, live_server)

    # It, and those that name it as related.
    assert 1 <= again["written"] < 10
    assert again["data"][str(articles[0].pk)]["introduction"] == "<p>New.</p>"
