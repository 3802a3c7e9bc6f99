"""Akismet client: the only module that calls it, through its official library.

https://akismet.com/developers/detailed-docs/comment-check/
"""

from collections.abc import Iterator
from contextlib import contextmanager

import akismet
import httpx
from django.conf import settings

from comments.models.comments import Comment, Verdict
from core.http_client import BoundedTransport
from core.site_addresses import addresses_of

TIMEOUT_SECONDS = 5
# Akismet answers with one word.
MAX_RESPONSE_BYTES = 10_000
UNKNOWN_ADDRESS = "0.0.0.0"  # noqa: S104 - Akismet requires one; nothing binds to it

VERDICTS = {
    akismet.CheckResponse.HAM: Verdict.HAM,
    akismet.CheckResponse.SPAM: Verdict.SPAM,
    akismet.CheckResponse.DISCARD: Verdict.DISCARD,
}


class VerdictUnavailable(Exception):
    """Akismet gave no usable answer; the message is shown to staff."""


def is_enabled() -> bool:
    return bool(settings.AKISMET_KEY)


def check(comment: Comment) -> Verdict:
    """Asks for a verdict: ham, spam or blatant spam; raises VerdictUnavailable."""
    with _client(comment) as client:
        return VERDICTS[client.comment_check(_address(comment), **_parameters(comment))]


def teach_ham(comment: Comment) -> None:
    """Reports a false positive to Akismet: the reply is not spam."""
    with _client(comment) as client:
        client.submit_ham(_address(comment), **_parameters(comment))


def teach_spam(comment: Comment) -> None:
    """Reports a false negative to Akismet: the reply is spam."""
    with _client(comment) as client:
        client.submit_spam(_address(comment), **_parameters(comment))


@contextmanager
def _client(comment: Comment) -> Iterator[akismet.SyncClient]:
    site = comment.page.get_site()
    config = akismet.Config(
        key=settings.AKISMET_KEY,
        url=addresses_of(site).origin if site else settings.WAGTAILADMIN_BASE_URL,
    )
    with httpx.Client(
        headers={"User-Agent": akismet.USER_AGENT},
        timeout=TIMEOUT_SECONDS,
        transport=AkismetTransport(
            seconds=TIMEOUT_SECONDS, most_bytes=MAX_RESPONSE_BYTES
        ),
        trust_env=False,
    ) as http:
        try:
            yield akismet.SyncClient(config=config, http_client=http)
        except akismet.APIKeyError:
            raise VerdictUnavailable(
                "Akismet refuses the key in AKISMET_KEY."
            ) from None
        except akismet.ProtocolError:
            # The body may hold anything, so it is not logged.
            raise VerdictUnavailable("Akismet's answer makes no sense.") from None
        except akismet.RequestError as problem:
            raise VerdictUnavailable(str(problem)) from None


def _address(comment: Comment) -> str:
    return comment.address or UNKNOWN_ADDRESS


def _parameters(comment: Comment) -> akismet.AkismetArguments:
    return {
        "user_agent": comment.user_agent,
        "referrer": comment.referrer,
        "permalink": comment.page.full_url or "",
        "comment_type": "reply" if comment.parent_id else "comment",
        "comment_author": comment.name,
        "comment_author_email": comment.email,
        "comment_author_url": comment.website,
        "comment_content": comment.text,
        "comment_date_gmt": comment.created_at.isoformat(),
        "blog_lang": settings.LANGUAGE_CODE.replace("-", "_"),
        "blog_charset": "UTF-8",
    }


class AkismetTransport(BoundedTransport):
    """HTTP transport that sends all requests to AKISMET_URL."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        target = httpx.URL(settings.AKISMET_URL)
        request.url = request.url.copy_with(
            scheme=target.scheme, host=target.host, port=target.port
        )
        request.headers["Host"] = request.url.netloc.decode()
        return super().handle_request(request)
