import time

import pytest
from wagtail.embeds.embeds import get_embed
from wagtail.embeds.exceptions import EmbedNotFoundException
from wagtail.embeds.finders import get_finders
from wagtail.embeds.models import Embed
from wagtail.test.utils.form_data import streamfield

from articles.models import ArticlePage
from core import embeds
from tests import make, reading, servers
from tests.articles import writing

pytestmark = pytest.mark.django_db

VIDEO = "https://video.example/1"


@pytest.fixture
def provider(settings, monkeypatch):
    monkeypatch.setattr(embeds, "TIMEOUT_SECONDS", 0.5)
    with servers.video_site() as site:
        known = {"endpoint": site.url, "urls": [r"^https://video\.example/.+$"]}
        settings.WAGTAILEMBEDS_FINDERS = [
            {"class": "core.embeds.VideoFinder", "providers": [known]}
        ]
        get_finders.cache_clear()
        yield site
    get_finders.cache_clear()


def save(editor, *addresses):
    """The article's form with these videos, saved as a draft."""
    page = make.article(slug="walking", live=False)
    return writing.edit(editor, page, sections=videos(*addresses))


def videos(*addresses):
    parts = [("video", {"video": url, "caption": "A walk"}) for url in addresses]
    return streamfield(parts)


def stored():
    [page] = ArticlePage.objects.all()
    return page.get_latest_revision_as_object().sections.get_prep_value()


def test_the_provider_is_asked_once_when_the_video_is_saved(editor, provider):
    save(editor, VIDEO)
    writing.edit(editor, ArticlePage.objects.get(), sections=videos(VIDEO))

    assert provider.asked == [VIDEO]
    [embed] = Embed.objects.all()
    assert (embed.title, embed.width) == ("A walk", 200)
    assert embed.cache_until is None
    assert stored()[0]["value"]["video"] == VIDEO


@pytest.mark.parametrize(
    ("mood", "said"),
    [
        ("unknown", "shows no video at this address"),
        ("silent", "does not answer"),
    ],
)
def test_a_provider_in_trouble_is_said_and_the_text_is_kept(
    editor, provider, mood, said
):
    provider.mood = mood

    text = save(editor, VIDEO).content.decode()

    assert said in text
    assert VIDEO in text
    assert not Embed.objects.exists()


@pytest.mark.parametrize(
    ("mood", "problem"),
    [
        ("redirect", EmbedNotFoundException),
        ("error", embeds.ProviderSilent),
        ("garbage", embeds.ProviderSilent),
    ],
)
def test_an_answer_that_is_none_is_an_error(provider, mood, problem):
    provider.mood = mood

    with pytest.raises(EmbedNotFoundException) as raised:
        get_embed(VIDEO)

    assert raised.type is problem


@pytest.mark.parametrize("mood", ["dripping", "dripping headers", "silent", "endless"])
def test_a_provider_without_an_end_is_given_up_in_time(provider, mood):
    provider.mood = mood
    begun = time.monotonic()

    with pytest.raises(embeds.ProviderSilent):
        get_embed(VIDEO)

    # Between the 0.5 s of the test and what Wagtail would wait from byte to byte.
    assert time.monotonic() - begun < 3


def test_no_request_waits_long_for_a_provider():
    assert 0 < embeds.TIMEOUT_SECONDS <= 5


def test_a_silent_provider_is_asked_about_one_of_many_videos(editor, provider):
    provider.mood = "silent"

    save(editor, *[f"https://video.example/{number}" for number in range(10)])

    assert len(provider.asked) == 1


def test_an_address_of_no_known_provider_names_those_that_are(editor, provider):
    answer = save(editor, "https://elsewhere.example/1")

    assert "Only videos of YouTube and Vimeo" in answer.content.decode()
    assert provider.asked == []


@pytest.mark.parametrize("is_expired", [False, True])
def test_no_visitor_waits_for_a_provider(client, provider, is_expired):
    url = VIDEO
    if is_expired:
        make.video(VIDEO, html="<iframe></iframe>", cache_until="2020-01-01T00:00Z")
    provider.mood = "silent"
    page = make.article(sections=[("video", {"video": url, "caption": "A walk"})])

    answer = client.get(page.url)

    assert provider.asked == []
    video = reading.html(answer).select_one(".video")
    assert video.select_one("a")["href"] == VIDEO
    assert bool(video.select("iframe")) is is_expired
