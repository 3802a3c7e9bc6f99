"""Home pages as Markdown; other pages of this app are as by default."""

from django.http import HttpRequest

from articles.page_markdown import card_list, reach_list, topics
from core.markdown import heading, line, picture, quoted
from core.page_markdown import PART, page_markdown, stream_markdown
from home.models import HomePage
from home.page_data import HomePageData


@page_markdown.register
def home_markdown(page: HomePage, request: HttpRequest) -> list[str]:
    data = HomePageData.of(page)
    shown = page.get_context(request)
    return [
        line(page.hero_heading),
        quoted([line(page.hero_text)]) if page.hero_text else "",
        picture(data.picture(page.hero_image_id, "hero")),
        *card_list("Featured articles", shown["featured"]),
        *topics(shown["topics"], data),
        *card_list("Newest articles", shown["latest"]),
        *next_step(page, data),
    ]


def next_step(page: HomePage, data: HomePageData) -> list[str]:
    if page.call_to_action:
        return stream_markdown(page.call_to_action, data)
    reach = reach_list(data.phone, data.location)
    return [heading("Talk to us", PART), reach] if reach else []
