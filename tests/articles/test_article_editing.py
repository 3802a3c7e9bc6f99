"""An editor at the article's form, by HTTP; and what comes of it for readers."""

import datetime
import html

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import rich_text, streamfield

from articles.models import ArticlePage
from tests import make, reading
from tests.articles import writing

pytestmark = pytest.mark.django_db

SCRIPT_LINK = "javascript:alert(1)"


def html_of(text):
    return text.strip().replace("</p>\n<p>", "</p><p>")


def benefits_as_typed(written):
    items = [
        {
            "title": item["title"],
            "description": rich_text(f"<p>Because of {item['title']}.</p>"),
        }
        for item in written["items"]
    ]
    return writing.part(
        "benefits",
        {
            "heading": written["heading"],
            "introduction": rich_text(html_of(written["introduction"])),
            "items": writing.items(items),
            "conclusion": rich_text(html_of(written["conclusion"])),
        },
    )


def sections_as_typed():
    body = rich_text("<p>Put on good shoes.</p>")
    return streamfield([("prose", {"heading": "How to begin", "body": body})])


def references_as_typed(written):
    return streamfield(
        [("reference", {**each, "year": str(each["year"])}) for each in written]
    )


@pytest.fixture
def walking(editor):
    """The walking article, written in the form and published; as the file has it."""
    written = writing.walking()
    make.clinic()
    contact = make.contact_page()
    answer = writing.create(
        editor,
        make.index(),
        publish=True,
        title=written["title"],
        slug=written["slug"],
        summary=written["summary"],
        introduction=rich_text(html_of(written["introduction"])),
        hero_image=make.image("Two people walking").pk,
        benefits=benefits_as_typed(written["benefits"]),
        sections=sections_as_typed(),
        safety=writing.part(
            "safety",
            writing.safety(
                written["safety"]["heading"],
                signs=written["safety"]["warning_signs"],
                image=make.image("A family", description="A family on a walk"),
            ),
        ),
        call_to_action=writing.part(
            "call_to_action",
            writing.call_to_action(
                written["call_to_action"]["heading"],
                links=[writing.link("Book a consultation", page=contact)],
            ),
        ),
        references=references_as_typed(written["references"]),
        author=make.person("Tomás Herrera", slug="tomas").pk,
        topics=[make.topic("Back pain").pk, make.topic("Movement").pk],
    )
    assert answer.status_code == 302, answer.content.decode()[:3000]
    article = ArticlePage.objects.get()
    article.record_review(
        reviewer=make.person("Miriam Okoye"), day=datetime.date(2026, 9, 14)
    )
    article.save_revision().publish()
    return written


def test_a_reader_finds_every_part_of_what_was_written(client, walking):
    article = ArticlePage.objects.get()
    client.logout()

    words = reading.words(client.get(article.url))

    for part in [
        walking["title"],
        walking["summary"],
        "Often, yes.",
        walking["benefits"]["heading"],
        *(item["title"] for item in walking["benefits"]["items"]),
        "You will not feel all five at once.",
        "How to begin",
        walking["safety"]["heading"],
        *walking["safety"]["warning_signs"],
        walking["call_to_action"]["heading"],
        "(404) 555-0126",
        "Book a consultation",
        *(each["title"] for each in walking["references"]),
        "Miriam Okoye",
        "Tomás Herrera",
        "14 September 2026",
    ]:
        assert part in words


@pytest.mark.parametrize("address", ["/api/v2/pages/{}/", "/api/v3/pages/{}/"])
def test_an_app_gets_every_part_of_what_was_written(client, walking, address):
    client.logout()

    said = client.get(address.format(ArticlePage.objects.get().pk)).json()

    assert said["title"] == walking["title"]
    assert said["summary"] == walking["summary"]
    assert said["introduction"].startswith("<p")
    assert said["hero_image"]["alt"] == "A path between trees"
    assert [each["title"] for each in said["benefits"]["items"]] == [
        each["title"] for each in walking["benefits"]["items"]
    ]
    assert len(said["benefits"]["items"]) == 5
    assert said["safety"]["image"]["alt"] == "A family on a walk"
    assert [each["text"] for each in said["safety"]["warning_signs"]] == walking[
        "safety"
    ]["warning_signs"]
    assert said["call_to_action"]["phone"]["uri"] == "tel:+14045550126"
    assert said["call_to_action"]["links"][0]["kind"] == "contact"
    assert [each["year"] for each in said["references"]] == [2023, 2024, 2017]
    assert {each["name"] for each in said["topics"]} == {"Back pain", "Movement"}
    assert said["author"]["name"].startswith("Tomás Herrera")
    assert said["review"]["next_review_due"] == "2027-09-14"
    assert [each["type"] for each in said["sections"]] == ["prose"]


def test_a_changed_benefit_shows_at_once_everywhere(editor, walking):
    article = ArticlePage.objects.get()

    writing.edit(
        editor,
        article,
        publish=True,
        slug=article.slug,
        benefits=writing.part(
            "benefits", writing.benefits(listed=[("Better sleep", "You rest well.")])
        ),
    )

    editor.logout()
    assert "Better sleep" in reading.words(editor.get(article.url))
    for address in ("/api/v2/pages/{}/", "/api/v3/pages/{}/"):
        said = editor.get(address.format(article.pk)).json()
        assert [each["title"] for each in said["benefits"]["items"]] == ["Better sleep"]


# Parts and, for each thing that they lack, what the form says of it.
HALF_FILLED = {
    "parts without their texts": (
        {
            "benefits": writing.benefits(
                "", listed=[("", "They hold."), ("Stronger muscles", " \u00a0 ")]
            ),
            "safety": writing.safety(""),
            "call_to_action": writing.call_to_action("", links=[writing.link()]),
        },
        {"This field is required": 5, "Choose a page or type an address": 2},
    ),
    "benefits without a benefit": (
        {"benefits": writing.benefits(listed=[])},
        {"minimum number of items": 1},
    ),
}


@pytest.fixture(params=HALF_FILLED.values(), ids=HALF_FILLED.keys())
def half_filled(request):
    return request.param


def parts(values):
    return {name: writing.part(name, value) for name, value in values.items()}


def test_a_half_filled_part_cannot_be_published(editor, half_filled):
    values, lacking = half_filled

    answer = writing.create(editor, make.index(), publish=True, **parts(values))

    text = writing.refused(answer)
    assert {words: text.count(words) for words in lacking} == lacking
    assert "Can walking ease lower back pain?" in text


def test_an_introduction_of_nothing_but_spaces_is_missing(editor):
    spaces = rich_text("<p>   </p><p> \u00a0</p>")

    answer = writing.create(editor, make.index(), publish=True, introduction=spaces)

    assert "This field is required" in writing.refused(answer)


@pytest.mark.parametrize("forged", ["{not json", "[]", "3", '{"blocks": 3}'])
def test_what_no_editor_sends_is_refused_as_a_bad_request(editor, forged):
    answer = writing.create(editor, make.index(), introduction=forged)

    assert answer.status_code == 400
    assert not ArticlePage.objects.exists()


@pytest.mark.parametrize("count", ["x", "-1", "99999999", "9" * 20, "\u0663", "5"])
def test_a_list_that_lies_about_its_length_is_refused(editor, count):
    editor.raise_request_exception = False
    lie = {"count": count, "0": {"type": "gone"}}

    answer = writing.create(editor, make.index(), benefits=lie)

    assert answer.status_code == 400
    assert not ArticlePage.objects.exists()


def test_a_half_filled_part_may_be_kept_as_a_draft(editor, half_filled):
    values, _ = half_filled

    answer = writing.create(editor, make.index(), **parts(values))

    assert answer.status_code == 302
    draft = ArticlePage.objects.get().get_latest_revision_as_object()
    for name in values:
        assert getattr(draft, name)[0].block_type == name
    assert not draft.live


def test_a_link_in_rich_text_that_could_run_leads_nowhere(editor, client):
    links = (SCRIPT_LINK, "data:text/html,<b>", "vbscript:x", " java\nscript:x")
    text = "".join(f'<p>Read <a href="{link}">this</a>.</p>' for link in links)

    writing.create(editor, make.index(), publish=True, introduction=rich_text(text))

    article = ArticlePage.objects.get()
    client.logout()
    page = client.get(article.url).content.decode()
    for said in (
        page,
        client.get(f"/api/v2/pages/{article.pk}/").content.decode(),
        client.get(f"/api/v3/pages/{article.pk}/").content.decode(),
    ):
        assert "Read" in said
        assert "script:x" not in said
        assert "javascript:alert" not in said
        assert "data:text" not in said


def test_text_is_only_text_wherever_it_shows(editor, client):
    nasty = "</script><script>alert(1)</script> {{ settings }} \u202etxt \u2028 “”"

    writing.create(editor, make.index(), publish=True, title=nasty, summary=nasty)

    article = ArticlePage.objects.get()
    client.logout()
    for path in (article.url, "/", "/articles/", "/articles.atom", "/search/?q=alert"):
        assert "<script>alert" not in client.get(path).content.decode(), path


def test_the_form_has_every_part_with_a_heading_and_an_example(editor):
    address = reverse(
        "wagtailadmin_pages:add", args=["articles", "articlepage", make.index().pk]
    )

    text = editor.get(address).content.decode()

    for heading in ["Benefits", "Further sections", "Safety", "Call to action"]:
        assert heading in text
    assert text.count("For example") + text.count("for example") >= 8


def test_the_checks_leave_out_what_no_editor_can_mend(editor):
    address = reverse("wagtailadmin_pages:edit", args=[make.article().pk])

    assert '"include": ["main"]' in html.unescape(editor.get(address).text)


def test_the_form_says_when_the_next_review_is_due(editor):
    article = make.article(last_reviewed=datetime.date(2026, 2, 28))
    address = reverse("wagtailadmin_pages:edit", args=[article.pk])

    assert "28 Feb" in editor.get(address).content.decode()


def copy(client, article, **chosen):
    form = {
        "new_title": "Walking, once more",
        "new_slug": "once-more",
        "new_parent_page": article.get_parent().pk,
        **chosen,
    }
    client.post(reverse("wagtailadmin_pages:copy", args=[article.pk]), form)
    return ArticlePage.objects.get(slug="once-more")


@pytest.mark.parametrize("chosen", [{}, {"publish_copies": "on"}])
def test_nobody_has_reviewed_a_copy(editor, chosen):
    article = make.article(
        author=make.person("Ana Ruiz"),
        reviewer=make.person(),
        last_reviewed=datetime.date(2026, 3, 9),
    )
    article.save_revision()

    copied = copy(editor, article, **chosen)

    for each in (copied, copied.get_latest_revision_as_object()):
        assert each.author == article.author
        assert each.reviewer is each.last_reviewed is each.next_review_due is None


def test_an_alias_is_as_reviewed_as_what_it_repeats(editor):
    article = make.article(
        reviewer=make.person(), last_reviewed=datetime.date(2026, 3, 9)
    )

    alias = copy(editor, article, alias="on")

    assert alias.reviewer == article.reviewer
    assert alias.next_review_due == article.next_review_due


def test_an_article_of_every_kind_of_section_can_be_opened_again(editor):
    article = make.article(
        sections=[
            ("prose", {"heading": "", "body": "<p>Put on good shoes.</p>"}),
            ("callout", {"kind": "tip", "heading": "Water", "body": "<p>Drink.</p>"}),
        ]
    )

    answer = editor.get(reverse("wagtailadmin_pages:edit", args=[article.pk]))

    assert answer.status_code == 200
