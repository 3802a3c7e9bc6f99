"""What the guide for front-end developers tells them to run, works."""

import json
import re
import shlex
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from wagtail.models import Page

from tests import make
from tests.home.demo import load_with_small_pictures

pytestmark = pytest.mark.django_db

GUIDE = Path(__file__).parent.parent.parent / "docs" / "front-end.md"
JSON = re.compile(r"```json\n(.*?)```", re.DOTALL)
SHELL = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)


def commands():
    """The guide's commands, each as a list of words."""
    for block in SHELL.findall(GUIDE.read_text()):
        for line in block.replace("\\\n", " ").splitlines():
            yield shlex.split(line, comments=True)


def run(client, command):
    """As curl would; any option that it does not know is a KeyError."""
    program, *words = command
    method, headers, body, url = "GET", {}, None, None
    while words:
        word = words.pop(0)
        if word == "-X":
            method = words.pop(0)
        elif word == "-H":
            name, value = words.pop(0).split(": ")
            headers[name] = value
        elif word == "-d":
            body = words.pop(0)
        elif word != "-L":
            url = urlsplit(word)
    assert (program, url.netloc) == ("curl", "localhost:8000")
    address = f"{url.path}?{url.query}"
    if method == "GET":
        return client.get(address, headers=headers, follow="-L" in command)
    kind = headers.pop("Content-Type")
    return client.post(address, body, content_type=kind, headers=headers)


@pytest.fixture
def guide():
    """The guide's commands on the demo; a database that was used has other keys."""
    make.fresh_site()
    load_with_small_pictures()
    keys = {8: "walking-and-lower-back-pain", 7: "message"}
    now = {key: Page.objects.get(slug=slug).pk for key, slug in keys.items()}
    found = []
    for command in commands():
        for old, new in [
            (r"\?page=8\b", f"?page={now[8]}"),
            (r'"page": 8\b', f'"page": {now[8]}'),
            (r"/forms/7/", f"/forms/{now[7]}/"),
        ]:
            command = [re.sub(old, new, word) for word in command]
        found.append(command)
    return found


@pytest.mark.slow
def test_the_guide_s_commands_work(client, guide):
    statuses = {" ".join(each): run(client, each).status_code for each in guide}

    assert len(statuses) >= 10
    refused = [each for each, status in statuses.items() if status >= 400]
    assert refused == [
        "curl http://localhost:8000/api/v3/articles/?topics=back-pain"
    ], statuses
    sent = [status for each, status in statuses.items() if "POST" in each]
    assert sent == [202, 201]


def test_the_guide_shows_a_reply_with_all_its_fields(client):
    article = make.article()
    make.comment(page=article)
    shown, *_ = JSON.findall(GUIDE.read_text())

    said = client.get(f"/api/v3/comments/?page={article.pk}").json()

    named = set(re.findall(r'"(\w+)":', shown))
    assert named == {*said, *said["meta"], *said["items"][0]}


def test_the_guide_shows_a_change_with_all_its_fields(client):
    _, shown, *_ = JSON.findall(GUIDE.read_text())

    document = client.get("/api/v3/openapi.json").json()

    fields = document["components"]["schemas"]
    example = json.loads(shown)
    assert set(example) == set(fields["ChangesData"]["properties"])
    assert set(example["items"][0]) == set(fields["ChangeData"]["properties"])


def test_the_guide_shows_a_large_copy_with_all_its_fields(client):
    *_, shown = JSON.findall(GUIDE.read_text())

    document = client.get("/api/v3/openapi.json").json()

    fields = document["components"]["schemas"]["PageCopy"]["properties"]
    assert set(json.loads(shown)) == set(fields)
