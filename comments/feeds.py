"""Atom feed of the replies to a page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from comments import threads
from comments.views import replied_page
from core.feeds import PageFeed, strip_control_characters
from core.site_root_paths import located

MAX_ENTRIES = 50


@require_safe
def replies(request: HttpRequest, page_id: int) -> HttpResponse:
    """Feed view: the newest replies, including the clinic's answers."""
    page = replied_page(request, page_id)
    found = located(page, request)
    if found is None:
        raise Http404
    addresses, path = found
    url = addresses.url(path)
    # As a front end may come and go, but ids stay.
    own_url = addresses.own_origin + path
    feed = PageFeed(
        page,
        title=strip_control_characters(f"Replies to “{page.title}”"),
        link=url,
        feed_url=addresses.own_origin + request.path,
        feed_guid=own_url,
    )
    page_numbers = threads.page_numbers(page.pk)
    for comment in threads.newest(page.pk, MAX_ENTRIES):
        # A thread that began after the page numbers were read has none yet.
        number = page_numbers.get(comment.parent_id or comment.pk, 1)
        query = f"?replies={number}" if number > 1 else ""
        feed.add_item(
            title=strip_control_characters(f"Reply of {comment.writer}"),
            link=f"{url}{query}#reply-{comment.pk}",
            description=strip_control_characters(comment.html),
            unique_id=f"{own_url}#reply-{comment.pk}",
            pubdate=comment.created_at,
            updateddate=comment.edited_at or comment.created_at,
            author_name=strip_control_characters(comment.writer),
        )
    response = HttpResponse(content_type=feed.content_type)
    feed.write(response, "utf-8")
    return response
