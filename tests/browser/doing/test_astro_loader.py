"""The client's loader for Astro's content layer, by itself and in builds of Astro."""

import json
import random
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from wagtail.models import Page

from articles.models import ArticlePage
from clinic.models import ClinicSettings
from delivery.sync import Token
from tests import make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ROOT = Path(__file__).resolve().parents[3]
CLIENT = ROOT / "clients/typescript"
SITE = ROOT / "tests/browser/sites/astro"
# Astro and the client.
PACKAGES = ROOT / "examples/astro/node_modules"
ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "ASTRO_TELEMETRY_DISABLED": "1"}
RECIPE = re.compile(r"^```js\n// src/content.config.js\n(.*?)^```", re.M | re.S)

# Loads a collection as Astro does: with a store of entries and one of texts.
LOAD = """
import { readFileSync, writeFileSync, existsSync } from "node:fs";
import { createHash } from "node:crypto";
import { gaitLoader } from "@gait/client/astro";

const [url, file] = process.argv.slice(1);
const kept = existsSync(file) ? JSON.parse(readFileSync(file)) : [[], []];
const entries = new Map(kept[0]);
const texts = new Map(kept[1]);
let written = 0;
const store = {
  set: (entry) => { written += 1; entries.set(entry.id, entry); },
  delete: (id) => entries.delete(id),
  keys: () => [...entries.keys()],
};
const meta = { get: (key) => texts.get(key), set: (key, text) => texts.set(key, text) };
const generateDigest = (data) =>
  createHash("sha256").update(JSON.stringify(data)).digest("hex");
const parseData = async ({ data }) => data;
await gaitLoader({ url }).load({ store, meta, generateDigest, parseData });
writeFileSync(file, JSON.stringify([[...entries], [...texts]]));
const data = Object.fromEntries([...entries].map(([id, entry]) => [id, entry.data]));
console.log(JSON.stringify({ written, data }));
"""


def load(live_server, file):
    """The data of the collection, and the number of entries that were written."""
    words = ("node", "--input-type=module", "--eval", LOAD, live_server.url, file)
    ran = subprocess.run(  # noqa: S603 - our own words
        words, cwd=CLIENT, capture_output=True, text=True, check=False, env=ENVIRONMENT
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


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


def test_the_loader_follows_a_site_and_ends_with_the_same(
    as_migrated, live_server, tmp_path
):
    dice = random.Random(11)
    make.clinic()
    articles = [make.article(f"Walk {n}") for n in range(21)]
    first = load(live_server, tmp_path / "kept.json")
    assert first["written"] == len(first["data"]) == 21
    assert load(live_server, tmp_path / "kept.json")["written"] == 0

    for step in range(2):
        for _ in range(6):
            change(dice, articles, step)
        followed = load(live_server, tmp_path / "kept.json")["data"]

        assert followed == load(live_server, tmp_path / f"anew-{step}.json")["data"]


def test_only_what_shows_a_change_is_read_again(as_migrated, live_server, tmp_path):
    make.clinic()
    articles = [make.article(f"Walk {n}") for n in range(6)]
    file = tmp_path / "kept.json"
    load(live_server, file)

    ArticlePage.objects.filter(pk=articles[0].pk).update(introduction="<p>New.</p>")
    again = load(live_server, file)

    # It, and those that name it as related.
    assert 1 <= again["written"] < 6
    assert again["data"][str(articles[0].pk)]["introduction"] == "<p>New.</p>"
    # A state that is a day old, or so old that the server does not know it any more.
    for name, value in [("begunAt", 0), ("token", str(Token(1, 0, 0)))]:
        entries, [[key, state]] = json.loads(file.read_text())
        state = json.dumps({**json.loads(state), name: value})
        file.write_text(json.dumps([entries, [[key, state]]]))
        assert load(live_server, file)["written"] == 6


def built(project):
    """The files that Astro has made, by their names."""
    ran = subprocess.run(  # noqa: S603 - our own words
        [project / "node_modules/.bin/astro", "build"],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
        env=ENVIRONMENT,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    folder = project / "dist"
    return {
        str(file.relative_to(folder)): file.read_text()
        for file in folder.rglob("*.html")
    }


def site(folder, origin):
    """A project with the collection of docs/front-end.md."""
    shutil.copytree(SITE, folder, ignore=shutil.ignore_patterns("node_modules"))
    (folder / "node_modules").symlink_to(PACKAGES)
    [recipe] = RECIPE.findall((ROOT / "docs/front-end.md").read_text())
    config = recipe.replace("https://www.example.org", origin)
    (folder / "src/content.config.js").write_text(config)
    return folder


def test_astro_shows_what_has_changed_since_the_last_build(
    as_migrated, live_server, tmp_path
):
    make.clinic()
    articles = [make.article(f"Walk {n}") for n in range(6)]
    project = site(tmp_path / "site", live_server.url)
    assert len(built(project)) == 6

    changed, gone, hidden, *_ = articles
    ArticlePage.objects.filter(pk=changed.pk).update(summary="Another summary.")
    gone.delete()
    hidden.unpublish()
    added = make.article("Added")
    followed = built(project)

    assert "Another summary." in followed[f"{changed.pk}/index.html"]
    assert f"{added.pk}/index.html" in followed
    assert len(followed) == 5
