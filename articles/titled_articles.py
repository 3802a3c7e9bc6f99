"""Admin views that begin a new article with the title of the query string."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from wagtail.admin.forms.pages import ParentChooserForm
from wagtail.admin.views.pages.choose_parent import ChooseParentView
from wagtail.admin.views.pages.create import CreateView

MOST_CHARACTERS = 255


def title_of(request: HttpRequest) -> str:
    return request.GET.get("title", "")[:MOST_CHARACTERS]


class CreateArticle(CreateView):
    def get(self, request: HttpRequest) -> HttpResponse:
        self.page.title = title_of(request)
        return super().get(request)


class ArticleParent(ChooseParentView):
    """Choice of the page above a new article; the title is passed on to its form."""

    def get(self, request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        return self.with_title(super().get(request, *args, **kwargs))

    def form_valid(self, form: ParentChooserForm) -> HttpResponse:
        return self.with_title(super().form_valid(form))

    def with_title(self, response: HttpResponse) -> HttpResponse:
        title = title_of(self.request)
        if title and isinstance(response, HttpResponseRedirect):
            return redirect(f"{response.url}?{urlencode({'title': title})}")
        return response
