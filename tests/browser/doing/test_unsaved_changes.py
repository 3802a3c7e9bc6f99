"""Unsaved changes count from the first key on, and only what was typed."""

import re
from urllib.parse import unquote_plus

import pytest
from playwright.sync_api import expect
from wagtail.models import Revision

from tests import make
from tests.browser.admin import (
    draw_slowly,
    hold_saves,
    leave,
    sign_in,
    stop_the_clock,
    wait_until,
)

pytestmark = pytest.mark.browser

LATE = "/late.js"
NUMBER = re.compile("[1-9]")
# What earlier editors and imports have left behind; the editor writes it otherwise.
ODD_TEXT = (
    "<h3>Start\u00a0here</h3><p></p><p>CO<sub>2</sub> and 10<sup>3</sup>\r\n steps </p>"
    '<p id="old">Two  spaces<br/>and <b><i>both</i></b>, <a href="https://a.example/">a'
    " link</a></p><ul><li>one<ul><li>two</li></ul></li></ul><p> </p>"
)
# Drafts and older versions lack what was asked for later.
ODD_PARTS = {
    "benefits": [{"type": "benefits", "value": {"items": [{"title": " Strong "}]}}],
    "sections": [
        {"type": "prose", "value": {"body": ODD_TEXT}},
        {"type": "steps", "value": {}},
        {"type": "faq", "value": {"items": [{"value": {"question": "Why?"}}]}},
    ],
    "safety": [{"type": "safety", "value": {"body": ODD_TEXT, "warning_signs": [""]}}],
    "references": [{"type": "reference", "value": {"year": 2024}}],
}


def form_of(article):
    return f"/admin/pages/{article.pk}/edit/"


def stored_article():
    article = make.article()
    article.save_revision()
    return article


def newest(article):
    article.refresh_from_db()
    return article.get_latest_revision_as_object()


def type_title(page, words):
    page.locator("#id_title").click()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type(words)


def introduction_in(page):
    field = page.locator("[data-contentpath=introduction]").first
    return field.locator("[contenteditable=true]")


def is_save(answer):
    request = answer.request
    return request.method == "POST" and request.url.endswith("/edit/")


def is_autosave(answer):
    return is_save(answer) and "json" in answer.headers["content-type"]


def saves(words):
    def says(answer):
        sent = answer.request.post_data or ""
        return is_save(answer) and words in unquote_plus(sent)

    return says


def all_rich_text_is_written(page):
    page.wait_for_function(
        """() => [...document.querySelector("[data-edit-form]").elements]
          .filter((field) => field.draftailEditor)
          .every((field) => !/^{\\s/.test(field.value))"""
    )


@pytest.mark.parametrize("after_ms", [0, 1900])
def test_what_is_typed_as_the_form_opens_is_asked_about_and_saved(
    browser_page, after_ms
):
    address = form_of(stored_article())
    page = browser_page
    sign_in(page, "Moderators")
    held = hold_saves(page)
    stop_the_clock(page)
    page.goto(address)
    page.clock.run_for(after_ms)

    type_title(page, "Typed at once")

    assert leave(page) == ["beforeunload"]
    page.clock.run_for(5000)
    wait_until(page, lambda: held)
    assert "Typed at once" in held[0].request.post_data
    assert leave(page) == ["beforeunload"]
    expect(page.locator("#id_title")).to_have_value("Typed at once")


@pytest.mark.parametrize("is_slow", [False, True], ids=["fast", "slow"])
def test_what_is_typed_as_the_form_opens_is_saved_by_itself(browser_page, is_slow):
    article = stored_article()
    page = browser_page
    sign_in(page, "Moderators")
    if is_slow:
        draw_slowly(page)
    page.goto(form_of(article), wait_until="commit")

    with page.expect_response(saves("At once. Back pain")) as saved:
        introduction_in(page).press_sequentially("At once. ")

    assert saved.value.json()["success"]
    assert "At once. Back pain" in newest(article).introduction


def test_what_is_typed_while_the_page_is_still_loading_is_asked_about(browser_page):
    address = topic()
    page = browser_page
    sign_in(page, "Moderators")
    held = []
    page.route(f"**{LATE}", lambda route: held.append(route))

    def add_what_loads_long(route):
        answer = route.fetch()
        body = answer.text().replace(
            "</body>", f'<script src="{LATE}"></script></body>'
        )
        route.fulfill(response=answer, body=body)

    page.route(f"**{address}", add_what_loads_long, times=1)
    page.goto(address, wait_until="commit")
    page.locator("#id_name").click()
    page.keyboard.type("Typed early")
    assert leave(page) == ["beforeunload"]

    held[0].fulfill(body="", content_type="text/javascript")
    page.wait_for_load_state()

    assert leave(page) == ["beforeunload"]


def test_what_is_typed_while_the_form_saves_itself_is_saved_too(browser_page):
    article = stored_article()
    page = browser_page
    sign_in(page, "Moderators")
    held = hold_saves(page)
    stop_the_clock(page)
    page.goto(form_of(article))
    page.clock.run_for(3000)
    type_title(page, "First")
    page.clock.run_for(3000)
    wait_until(page, lambda: held)

    page.keyboard.type(" and last")
    held[0].continue_()
    form = page.locator("[data-edit-form]")
    expect(form).to_have_attribute("data-w-autosave-revision-id-value", NUMBER)
    # The next frame tells the form that it is saved.
    page.clock.run_for(20)
    assert leave(page) == ["beforeunload"]
    page.clock.run_for(3000)
    wait_until(page, lambda: len(held) > 1)
    with page.expect_response(is_save):
        held[1].continue_()

    assert newest(article).title == "First and last"


def test_the_last_keys_in_rich_text_are_asked_about_and_sent(browser_page):
    article = stored_article()
    page = browser_page
    sign_in(page, "Moderators")
    held = hold_saves(page)
    page.goto(form_of(article))
    all_rich_text_is_written(page)
    page.evaluate(
        """() => document.addEventListener("keyup", ({ key }) => {
          if (key === "!") location.href = "/admin/";
        })"""
    )
    questions = []
    page.on("dialog", lambda dialog: (questions.append(dialog.type), dialog.dismiss()))

    introduction_in(page).press_sequentially("Now!")
    page.keyboard.press("ControlOrMeta+s")
    wait_until(page, lambda: held)

    assert questions == ["beforeunload"]
    assert "Now!" in unquote_plus(held[-1].request.post_data)


def test_a_form_with_a_mistake_goes_on_saving_itself(browser_page):
    article = make.article(live=False)
    article.summary = ""
    article.save_revision(clean=False)
    page = browser_page
    sign_in(page, "Moderators")
    page.goto(form_of(article))
    page.get_by_role("button", name="More actions", exact=True).last.click()
    with page.expect_response(is_autosave):
        page.get_by_role("button", name="Publish", exact=True).click()

    with page.expect_response(saves("Typed after the refusal")):
        type_title(page, "Typed after the refusal")

    assert newest(article).title == "Typed after the refusal"


def odd_article():
    article = make.article(introduction=ODD_TEXT)
    for name, part in ODD_PARTS.items():
        field = article._meta.get_field(name)
        setattr(article, name, field.stream_block.to_python(part))
    article.title, article.summary = "Walking ", " Two\r\nlines "
    article.save_revision(clean=False)
    return form_of(article)


def clinic_settings():
    site = make.clinic(disclaimer=ODD_TEXT).site_id
    return f"/admin/settings/clinic/clinicsettings/{site}/"


def topic():
    return f"/admin/snippets/articles/topic/edit/{make.topic().pk}/"


def person():
    made = make.person(biography=ODD_TEXT)
    return f"/admin/snippets/clinic/person/edit/{made.pk}/"


# Each field and block is in one of them; the topic's form has no tabs.
FORMS = {
    "article": odd_article,
    "form page": lambda: form_of(make.form_page()),
    "home page": lambda: form_of(make.home()),
    "person": person,
    "topic": topic,
    "clinic": clinic_settings,
}


def look_around(page):
    for text in page.locator("[contenteditable=true]:visible").all()[:3]:
        text.click()
    page.get_by_role("textbox").first.click()


@pytest.mark.parametrize("kind", FORMS)
def test_opening_a_form_and_looking_around_changes_nothing(browser_page, kind):
    address = FORMS[kind]()
    revisions = Revision.objects.count()
    page = browser_page
    sign_in(page, "Moderators")
    saves = hold_saves(page)
    page.clock.install()
    page.goto(address)
    all_rich_text_is_written(page)

    look_around(page)
    # Longer than it takes Wagtail to find a change and save it.
    page.clock.run_for(5000)

    assert leave(page) == []
    assert saves == []
    assert Revision.objects.count() == revisions


def test_rich_text_that_is_drawn_late_is_no_change(browser_page):
    address = odd_article()
    page = browser_page
    sign_in(page, "Moderators")
    saves = hold_saves(page)
    draw_slowly(page)
    page.goto(address)
    all_rich_text_is_written(page)

    look_around(page)

    assert leave(page) == []
    assert saves == []
