"""Site, clinic and template context of views outside the page tree."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from wagtail.models import Page, Site

from articles.lists import Among, article_pages, topics_below
from articles.models import Topic
from clinic import emergency
from clinic import page_data as clinic_page_data
from clinic.models import ClinicSettings, Person
from clinic.page_data import ClinicPageData
from core.markdown import bare
from core.page_markdown import closing
from core.references import References
from core.representations import (
    data_alternate,
    link_header,
    markdown_alternate,
    markdown_response,
)
from core.seo import Crumb, Node, Seo, describe, for_own_page, with_url


class HomeContext:
    """A site by its home page, with page data: articles, URLs and template context."""

    def __init__(self, home: Page) -> None:
        self.home = home

    @staticmethod
    def of(site: Site, *, people: Sequence[Person] = ()) -> "HomeContext":
        """A site, with what these people show."""
        references = References()
        for person in people:
            references.add(person)
        clinic_page_data.load([site.root_page], also=references)
        return HomeContext(site.root_page)

    @property
    def page_data(self) -> ClinicPageData:
        return self.home.page_data

    @property
    def hidden(self) -> Sequence[str]:
        """The tree paths of pages with view restrictions."""
        return self.page_data.preloaded.hidden

    @property
    def public_home(self) -> Page | None:
        """The home page; None for a draft, and for one that visitors may not see."""
        return self.home if self.page_data.is_public else None

    @property
    def name(self) -> str:
        """The clinic's name, else that of the home page, else the site's host."""
        if publisher := self.page_data.publisher:
            return str(publisher["name"])
        home = self.public_home
        return home.title if home else self.page_data.origin.partition("://")[2]

    @property
    def articles(self) -> QuerySet[Page]:
        """Rows of the page table of the site's public articles."""
        return self.articles_among()

    def articles_among(self, *among: Among) -> QuerySet[Page]:
        return article_pages(self.home.path, hidden=self.hidden, among=among)

    @property
    def topics(self) -> list[Topic]:
        """Topics of the site's public articles, by name."""
        return topics_below(self.home.path, hidden=self.hidden)

    def places(self) -> list[dict[str, Any]]:
        """The clinic's places with phone numbers and today's hours."""
        clinic = self.page_data.clinic
        return clinic.places_today() if clinic else []

    def emergency_for(self, text: str) -> str:
        """The clinic's emergency wording if the text suggests danger, else empty."""
        clinic = self.page_data.clinic
        in_danger = emergency.is_in_danger([text], clinic)
        return emergency.wording_for_page(clinic) if in_danger else ""

    def url(self, name: str, *args: str | int) -> str:
        """The address at which readers find a page of this name."""
        return self.page_data.url_at(reverse(name, args=args))

    def own_url(self, name: str, *args: str | int) -> str:
        """Gait's own address of what is made for programs, such as a sitemap."""
        return self.page_data.file_url(reverse(name, args=args))

    def context(
        self,
        name: str,
        url: str,
        nodes: list[Node],
        *,
        page: int = 1,
        above: Sequence[Crumb] = (),
        **facts: Any,
    ) -> dict[str, Any]:
        """Common template context; ``facts`` go to ``core.seo.describe``, hence Any.

        ``above``: breadcrumbs between the home page and this one, with paths as URLs.
        """
        data, home = self.page_data, self.public_home
        first = [Crumb(title=home.title, url=data.path(home))] if home else []
        breadcrumbs = [*first, *above]
        trail = [
            Crumb(title=each["title"], url=data.url_at(each["url"]))
            for each in breadcrumbs
        ]
        seo = describe(data, name=name, url=url, nodes=nodes, trail=trail, **facts)
        return {"seo": with_url(seo, url, page=page), "breadcrumbs": breadcrumbs}


class SiteContext(HomeContext):
    """The requested site."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        site = Site.find_for_request(request)
        if site is None:
            raise Http404("No site has this address.")
        self.site: Site = site
        # Cached on the request: the templates read the same object.
        clinic = ClinicSettings.for_request(request)
        if clinic.pk:
            super().__init__(clinic.page_data.page)
            if clinic.logo:
                self.page_data.preloaded.images[clinic.logo_id] = clinic.logo
        else:
            super().__init__(site.root_page)
            clinic_page_data.load([self.home])

    def markdown(self, parts: Sequence[str], seo: Seo) -> HttpResponse:
        """The Markdown of a view, with what closes all Markdown of the site."""
        url = seo["canonical_url"]
        whole = [*parts, "---", *closing(self.page_data), f"Source: {bare(url)}"]
        return markdown_response(self.request, whole, url=url)

    def render(
        self, template: str, context: dict[str, Any], *, api: str
    ) -> HttpResponse:
        """The HTML of a view, which names its data and its Markdown.

        Any: values of a template context. ``api``: the path of the data.
        """
        shown = [data_alternate(api), markdown_alternate(self.request.path)]
        response = render(self.request, template, {**context, "alternates": shown})
        response["Link"] = link_header(shown, self.page_data)
        return response

    # Any: as in the base class.
    def context(self, *args: Any, **facts: Any) -> dict[str, Any]:
        """The same, for Gait's own pages."""
        found = super().context(*args, **facts)
        return {**found, "seo": for_own_page(found["seo"], self.page_data.addresses)}
