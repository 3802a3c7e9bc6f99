"""Links to what may be meant by an address that leads nowhere."""

import re
from collections.abc import Sequence

from wagtail.models import Page, Site

from core.page_data import hidden_paths
from core.search import analysis
from core.search.notices import emergency_for
from core.site_search import engine
from core.site_search.results import Link, links
from core.throttle import Throttle

MOST = 3
LONGEST_PATH = 200
# A part of a page's path, decoded. Anything with another ending is a file.
PART = re.compile(r"([^\W_][\w'\u2019+ -]*?)(?:\.html?)?", re.IGNORECASE)
# Programs that scanners look for on every server.
SCANNED = ("wp-", "cgi-bin", "phpmyadmin")
# Scanners ask for hundreds of addresses; a visitor who mistypes one comes alone.
throttle = Throttle(most=20, seconds=10)
NO_NAMES = analysis.STOP_WORDS | {"index", "default"}


def pages_for_missing(path: str, site: Site) -> list[Link]:
    """Links to what may be meant by a path of the site that leads nowhere.

    Empty for words of danger: "/kill-myself/" must not lead to a hill.
    """
    words = words_in(path)
    if not words or emergency_for(site, sentence_of(path)):
        return []
    return near_pages(words, site.root_page, hidden=hidden_paths())


def admits(path: str) -> bool:
    """True if the path has words to search for, and the limit of searches allows it."""
    return bool(words_in(path)) and throttle.admits()


def words_in(path: str) -> str:
    """The words of the last part of a path that has any, stop words left out.

    Empty for paths that nobody types or remembers: very long ones, files, and those
    that scanners try.
    """
    parts = [PART.fullmatch(part) for part in path.split("/") if part]
    names = [part[1].lower() for part in parts if part]
    is_typed = len(path) <= LONGEST_PATH and len(names) == len(parts)
    if not is_typed or any(name.startswith(SCANNED) for name in names):
        return ""
    found = (_words(name) for name in reversed(names))
    return next(filter(None, found), "")


def sentence_of(path: str) -> str:
    """The path as words, with those that ``words_in`` leaves out."""
    return re.sub(r"[/_-]+", " ", path)


def _words(name: str) -> str:
    words = analysis.words_of(name.replace("-", " "))
    telling = (word for word in words if word not in NO_NAMES and not word.isdigit())
    return " ".join(word for word in telling if len(word) > 1)


def near_pages(words: str, home: Page, *, hidden: Sequence[str]) -> list[Link]:
    """At most ``MOST`` links to what a search for these words finds first.

    If there are some with the words in their titles, they alone. ``hidden``: the tree paths of pages with view restrictions.
    """
    found = engine.search(words, home, hidden=hidden, limit=MOST)
    stems = found.plan.stems_of_synonyms
    titled = [hit for hit in found.hits if stems & set(analysis.stems_of(hit.title))]
    return links(titled or found.hits, home, hidden=hidden)
