import datetime
import json
import re

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.utils import translation

from core.search.analysis import stems_of
from tests import make


def draw(source, **context):
    return Template("{% load gait %}" + source).render(Context(context))


def test_linked_data_cannot_leave_its_script_element():
    graph = {"name": "</script><script>alert(1)</script> \u2028 & more"}

    html = draw("{% json_ld graphs %}", graphs=[graph])

    script = re.fullmatch(r"<script [^>]*>(.*)</script>", html)[1]
    assert not re.search("[<>&\u2028]", script)
    assert json.loads(script) == graph


def test_a_page_without_linked_data_has_no_script_element():
    assert draw("{% json_ld graphs %}", graphs=None) == ""


def test_a_day_is_written_out_and_machine_readable():
    html = draw("{{ day|day }}", day=datetime.date(2026, 10, 1))

    assert html == '<time datetime="2026-10-01">1 October 2026</time>'


def test_a_month_has_its_name_in_the_language_of_the_page():
    day = datetime.date(2026, 10, 1)
    for language, name in [
        ("en-gb", "October"),
        ("de", "Oktober"),
        ("en-gb", "October"),
    ]:
        with translation.override(language):
            assert f"1 {name} 2026" in draw("{{ day|day }}", day=day)


def test_an_evening_belongs_to_the_day_that_the_clinic_has(settings):
    settings.TIME_ZONE = "America/New_York"
    at_ten = datetime.datetime(2026, 10, 2, 2, 0, tzinfo=datetime.UTC)

    html = draw("{{ instant|day }}", instant=at_ten)

    assert html == '<time datetime="2026-10-01">1 October 2026</time>'


@pytest.mark.parametrize(
    ("hour", "minute", "words"),
    [
        (0, 0, "midnight"),
        (0, 30, "12:30 am"),
        (8, 0, "8 am"),
        (8, 5, "8:05 am"),
        (11, 59, "11:59 am"),
        (12, 0, "noon"),
        (12, 1, "12:01 pm"),
        (13, 0, "1 pm"),
        (17, 30, "5:30 pm"),
        (23, 59, "11:59 pm"),
    ],
)
def test_a_time_is_written_as_people_say_it(hour, minute, words):
    html = draw("{{ time|clock }}", time=datetime.time(hour, minute))

    assert html == f'<time datetime="{hour:02}:{minute:02}">{words}</time>'


def test_no_day_and_no_time_are_no_text():
    assert draw("{{ day|day }}{{ time|clock }}", day=None, time=None) == ""


@pytest.mark.parametrize(
    ("sides", "size"),
    [
        ({"og:image:width": "801", "og:image:height": "800"}, "summary_large_image"),
        ({"og:image:width": "800", "og:image:height": "800"}, "summary"),
        ({"og:image:width": "800", "og:image:height": "801"}, "summary"),
        # As numbers, not as text.
        ({"og:image:width": "1000", "og:image:height": "999"}, "summary_large_image"),
        ({}, "summary"),
    ],
)
def test_only_a_landscape_image_makes_a_large_card(sides, size):
    assert draw("{{ graph|card_size }}", graph=sides) == size


@pytest.mark.parametrize(
    ("query", "html"),
    [
        ("back", "<mark>Back</mark> &amp; spine, backward"),
        ("pine", "Back &amp; spine, backward"),
        ("", "Back &amp; spine, backward"),
        ("<script> spine", "Back &amp; <mark>spine</mark>, backward"),
        ("(.*", "Back &amp; spine, backward"),
    ],
)
def test_found_words_are_marked_and_the_rest_is_text(query, html):
    text = "Back & spine, backward"

    assert draw("{{ text|highlight:stems }}", text=text, stems=stems_of(query)) == html


@pytest.mark.parametrize(
    ("text", "query", "html"),
    [
        ("Ask Tomas", "tomás", "Ask <mark>Tomas</mark>"),
        ("Ask Tomás", "tomas", "Ask <mark>Tomás</mark>"),
        ("Wa\u0301lking", "walking", "<mark>Wálking</mark>"),
        ("Walking", "wa\u0301lking", "<mark>Walking</mark>"),
        ("Ko\u0323\u0301 is", "kọ", "<mark>Kọ\u0301</mark> is"),
        ("Étude", "etudes", "<mark>Étude</mark>"),
        ("Étude", "tude", "Étude"),
        ("İzmir, spät", "izmir spat", "<mark>İzmir</mark>, <mark>spät</mark>"),
        ("각", "가", "각"),
        ("_walk_", "walk", "_<mark>walk</mark>_"),
    ],
)
def test_accents_do_not_keep_a_found_word_from_being_marked(text, query, html):
    assert draw("{{ text|highlight:stems }}", text=text, stems=stems_of(query)) == html


def test_markup_in_what_was_found_stays_text():
    html = draw("{{ '<b>spine</b>'|highlight:stems }}", stems=["spine"])

    assert html == "&lt;b&gt;<mark>spine</mark>&lt;/b&gt;"


@pytest.mark.parametrize(
    ("href", "attribute"),
    [
        ("/articles/walking/", ' aria-current="page"'),
        ("https://clinic.example/articles/", ' aria-current="true"'),
        ("/contact/", ""),
        ("/", ""),
    ],
)
def test_navigation_knows_the_page_and_its_section(rf, href, attribute):
    request = rf.get("/articles/walking/?page=2")

    assert draw("{% current href %}", href=href, request=request) == attribute


def test_a_long_list_offers_its_ends_and_its_neighbours():
    listing = Paginator(range(200), 10).page(9)

    html = draw(
        "{% page_numbers listing as numbers %}{{ numbers|join:' ' }}", listing=listing
    )

    assert html == "1 … 8 9 10 … 20"


def test_a_reference_leads_back_to_each_place_that_cites_it():
    html = draw(
        '{% citations %}<a href="#reference-2">2</a> <a href="#reference-2">2</a>'
        "{% endcitations %}{% cited_at 2 as two %}{% cited_at 1 as one %}"
        "|{{ two|join:' ' }}|{{ one|join:' ' }}"
    )

    text, two, one = html.split("|")
    assert two == "cited-2-1 cited-2-2"
    assert all(f'id="{anchor}"' in text for anchor in two.split())
    assert one == ""


def test_a_video_asks_its_maker_for_nothing_before_it_is_seen():
    embed = '<iframe src="https://www.youtube.com/embed/x" frameborder="0"></iframe>'

    html = draw("{{ embed|when_asked }}", embed=embed)

    assert html == (
        '<iframe loading="lazy" src="https://www.youtube-nocookie.com/embed/x"></iframe>'
    )


@pytest.mark.django_db
def test_a_picture_comes_in_modern_formats_with_its_description():
    image = make.image(size=(1000, 800), description="A path in a “park” & trees")

    html = draw('{% photo image "card" %}', image=image)

    assert re.findall(r'type="([^"]+)"', html) == ["image/avif", "image/webp"]
    assert 'alt="A path in a “park” &amp; trees"' in html
    assert {'width="640"', 'height="427"'} <= set(re.findall(r'\w+="\d+"', html))
    assert 'loading="lazy"' in html


@pytest.mark.django_db
def test_the_first_picture_is_not_lazy():
    html = draw('{% photo image "hero" first=True %}', image=make.image())

    assert 'fetchpriority="high"' in html
    assert "loading=" not in html


@pytest.mark.django_db
def test_a_picture_beside_the_same_words_is_passed_over():
    assert 'alt=""' in draw('{% photo image "card" alt="" %}', image=make.image())


def test_where_no_picture_is_nothing_is_drawn():
    assert draw('{% photo image "card" %}', image=None) == ""
