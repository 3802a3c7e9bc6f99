"""Counts of searches that found nothing, without a trace of the visitor.

``docs/decisions/0014-searches-without-results.md`` gives the reasons for each rule.
"""

import logging
import re
from datetime import date, datetime, timedelta

from django.db import DatabaseError
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from core.models import SearchWithoutResults
from core.search import analysis
from core.transactions import short_transaction

logger = logging.getLogger("gait.search")

SALT = "core.search_without_results"
# Searches on fewer days are known by their hash only.
DAYS_UNTIL_SHOWN = 3
# Longer texts are sentences, which may tell about a person.
MOST_WORDS = 6
MOST_CHARACTERS = 60
# Letters and the punctuation of words; no digits, addresses or URLs.
PLAIN = re.compile(
    r"(?:[^\W\d_]|[\s'\"\u201c\u201d\u2018\u2019&()\u2010-\u2015-]|[,.?!;](?=[\s,.?!;]|$))+"
)
# New searches of one day, which bounds the table.
MOST_NEW_A_DAY = 1000
# A visitor does not wait longer for the count.
MOST_MILLISECONDS = 200
UNSHOWN_KEPT = timedelta(days=30)
SHOWN_KEPT = timedelta(days=365)
CRAWLER = re.compile(r"bot|crawl|spider|slurp|headless", re.IGNORECASE)


def is_from_this_site(request: HttpRequest) -> bool:
    """True if a browser says that the search came from a page of this site.

    Crawlers, links elsewhere and typed URLs do not send this header.
    """
    return request.headers.get("Sec-Fetch-Site") == "same-origin"


def is_from_crawler(request: HttpRequest) -> bool:
    return bool(CRAWLER.search(request.headers.get("User-Agent", "")))


def count(query: str, request: HttpRequest, *, today: date | None = None) -> None:
    """Counts a search that found nothing, at most once a day for the same words.

    It never fails: a locked or full database leaves the search uncounted.
    """
    words = common_form(query)
    if not words or request.method != "GET" or is_from_crawler(request):
        return
    try:
        _count(words, today or timezone.localdate())
    except DatabaseError as problem:
        # Without the message, which may contain the words.
        logger.warning("A search was not counted: %s", type(problem).__name__)


def common_form(query: str) -> str:
    """The words in lower case; empty for texts that may be personal, or without words."""
    text = analysis.normalised(query)
    words = analysis.WORD.findall(text)
    found = " ".join(words)
    is_short = len(words) <= MOST_WORDS and len(query) <= MOST_CHARACTERS
    is_plain = PLAIN.fullmatch(text) is not None
    return found if is_short and is_plain and len(found) <= MOST_CHARACTERS else ""


def _count(words: str, today: date) -> None:
    rows = SearchWithoutResults.objects
    digest = salted_hmac(SALT, words, algorithm="sha256").hexdigest()
    # By the words, too: the digest changes with SECRET_KEY.
    known = rows.filter(Q(digest=digest) | Q(words=words)).first()
    if known is None:
        if rows.filter(last_on=today).count() < MOST_NEW_A_DAY:
            row = SearchWithoutResults(digest=digest, last_on=today)
            with short_transaction(MOST_MILLISECONDS):
                rows.bulk_create([row], ignore_conflicts=True)
    elif known.last_on < today and not known.is_removed:
        days = known.days + 1
        with short_transaction(MOST_MILLISECONDS):
            rows.filter(pk=known.pk, last_on__lt=today).update(
                days=F("days") + 1,
                last_on=today,
                words=words if days >= DAYS_UNTIL_SHOWN else "",
            )


def shown() -> QuerySet[SearchWithoutResults]:
    """The searches that editors see."""
    return SearchWithoutResults.objects.exclude(words="")


def remove(row: SearchWithoutResults) -> None:
    """Forgets the words, and does not count them again for a year."""
    row.words, row.is_removed, row.last_on = "", True, timezone.localdate()
    row.save(update_fields=["words", "is_removed", "last_on"])


def delete_expired(now: datetime) -> int:
    """Deletes searches that were not made for long; the number of rows."""
    today = timezone.localdate(now)
    is_kept_shortly = Q(words="", is_removed=False)
    expired = Q(last_on__lt=today - SHOWN_KEPT) | (
        is_kept_shortly & Q(last_on__lt=today - UNSHOWN_KEPT)
    )
    return SearchWithoutResults.objects.filter(expired).delete()[0]
