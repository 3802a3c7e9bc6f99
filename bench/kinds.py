"""Kinds of requests that bench/run sends to Gait and to the stock project."""

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from typing import Any
from urllib.parse import urlencode

from bench.load import request

LIST = "/api/v2/pages/?type=articles.ArticlePage&fields=*&limit=20"
LIST_V3 = "/api/v3/pages/?type=articles.ArticlePage&limit=20"
WORDPRESS_POSTS = "/wp-json/wp/v2/posts"
ARTICLE, NOT_MODIFIED, SEARCH = "article, HTML", "article, HTML, 304", "search page"
# A list costs as much as its articles, so that its goal is another.
V2_LIST, V3_LIST = "20 articles, v2, all fields", "20 articles, v3"
REPLY, FORM = "reply, v3", "form, v3"
LISTS = (V2_LIST, V3_LIST)


@dataclass(frozen=True)
class Kind:
    """Paths of Gait, the stock project and WordPress, asked for in turn."""

    name: str
    gait: list[str]
    stock: list[str]
    wordpress: list[str]

    @property
    def is_stored(self) -> bool:
        """Not what somebody searched for, and not measured for 304."""
        return self.name not in (SEARCH, NOT_MODIFIED)


def kinds(
    gait: dict[str, Any], stock: dict[str, Any], wordpress: dict[str, Any]
) -> list[Kind]:
    """``gait``, ``stock``, ``wordpress``: what their databases were filled with."""
    articles = [each["articles"] for each in (gait, stock, wordpress)]
    wagtail, [posts] = articles[:2], articles[2:]
    html = [[each["path"] for each in one] for one in articles]
    rest = [f"{WORDPRESS_POSTS}/{each['id']}" for each in posts]
    return [
        Kind(ARTICLE, *html),
        Kind("article, v2", *(_details(2, each) for each in wagtail), rest),
        Kind("article, v3", *(_details(3, each) for each in wagtail), rest),
        Kind(V2_LIST, [LIST], [LIST], [f"{WORDPRESS_POSTS}?per_page=20"]),
        Kind(V3_LIST, [LIST_V3], [LIST_V3], []),
        Kind(
            SEARCH, ["/search/?q=walking"], ["/search/?query=walking"], ["/?s=walking"]
        ),
        Kind(NOT_MODIFIED, html[0], [], []),
    ]


def groups(asked: list[Kind]) -> list[list[Kind]]:
    """The kinds to measure side by side: an article and its 304, which are compared."""
    together = [kind for kind in asked if kind.name in (ARTICLE, NOT_MODIFIED)]
    return [together, *([kind] for kind in asked if kind not in together)]


def _details(version: int, articles: list[dict[str, Any]]) -> list[str]:
    return [f"/api/v{version}/pages/{each['id']}/" for each in articles]


def replies(gait: dict[str, Any]) -> Iterator[bytes]:
    """Requests that hand in a reply to one article after the other."""
    for article in cycle(gait["articles"]):
        key = str(uuid.uuid4())
        reply = {
            "page": article["id"],
            "name": "Ada Moss",
            "email": "ada@mail.example",
            "text": f"Walking helped me, {key}.",
            "consent": True,
        }
        yield _post("/api/v3/comments/", reply, key)


def comments(wordpress: dict[str, Any]) -> Iterator[bytes]:
    """Requests that hand in a comment to one article of WordPress after the other."""
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    for article in cycle(wordpress["articles"]):
        comment = {
            "comment_post_ID": article["id"],
            "author": "Ada Moss",
            "email": "ada@mail.example",
            "comment": f"Walking helped me, {uuid.uuid4()}.",
        }
        body = urlencode(comment).encode()
        yield request("/wp-comments-post.php", headers, method="POST", body=body)


def submissions(gait: dict[str, Any]) -> Iterator[bytes]:
    """Requests that hand in a form."""
    while True:
        key = str(uuid.uuid4())
        answers = {
            "your_name": "Ada Moss",
            "e_mail": "ada@mail.example",
            "place": "Downtown clinic",
            "known": "New patient",
            "message": f"Mondays are best, {key}.",
            "consent": True,
        }
        yield _post(f"/api/v3/forms/{gait['form']}/submissions/", answers, key)


def _post(path: str, content: dict[str, Any], key: str) -> bytes:
    headers = {"Content-Type": "application/json", "Idempotency-Key": key}
    return request(path, headers, method="POST", body=json.dumps(content).encode())
