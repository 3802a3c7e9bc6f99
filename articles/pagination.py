"""Pagination of article lists for visitors."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import InvalidPage, Paginator
from django.core.paginator import Page as ListPage
from django.http import Http404, HttpRequest

from articles import page_data
from articles.lists import ArticleList

PER_PAGE = 12
# Beyond the last page of any list.
LAST_PAGE = 1_000_000


def listing(request: HttpRequest, articles: ArticleList) -> ListPage:
    """The cards of page ``?page=``; raises Http404 if there is no such page."""
    # Of a list, the paginator needs only the number and slices.
    paginator: Paginator[Any] = Paginator(articles, PER_PAGE)  # type: ignore[arg-type]
    page = page_of(request, paginator)
    # Any: what the list gives, of which the paginator knows no type.
    keys: Any = page.object_list
    page.object_list = page_data.cards(keys)
    return page


def page_number(request: HttpRequest) -> int:
    """The number in ``?page=``; raises Http404 if it is none."""
    try:
        number = int(request.GET.get("page", 1))
    except ValueError as error:
        raise Http404("That page number is not an integer") from error
    if not 0 < number <= LAST_PAGE:
        raise Http404("There is no such page.")
    return number


class FetchedPage(list):
    """The rows of one page, for a paginator that would fetch them by slicing."""

    def __init__(self, rows: Sequence[Any], total: int) -> None:
        super().__init__(rows)
        self.total = total

    def count(self) -> int:  # type: ignore[override]  # as of a queryset
        return self.total

    def __getitem__(self, part: Any) -> Any:
        """The rows, whatever slice the paginator asks for."""
        return list(self)


def page_of(request: HttpRequest, paginator: Paginator) -> ListPage:
    try:
        return paginator.page(request.GET.get("page", 1))
    except InvalidPage as error:
        raise Http404(str(error)) from error
