"""Pagination of article lists for visitors."""

from django.core.paginator import InvalidPage, Paginator
from django.core.paginator import Page as ListPage
from django.http import Http404, HttpRequest

from articles import page_data
from articles.querysets import ArticlePageQuerySet

PER_PAGE = 12


def listing(request: HttpRequest, articles: ArticlePageQuerySet) -> ListPage:
    """The cards of page ``?page=``; raises Http404 if there is no such page."""
    paginator = Paginator(articles.without_content(), PER_PAGE)
    page = page_of(request, paginator)
    page.object_list = page_data.cards(page.object_list, among=articles)
    return page


def page_of(request: HttpRequest, paginator: Paginator) -> ListPage:
    try:
        return paginator.page(request.GET.get("page", 1))
    except InvalidPage as error:
        raise Http404(str(error)) from error
