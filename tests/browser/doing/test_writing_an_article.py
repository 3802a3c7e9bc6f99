"""A moderator writes an article by clicking and typing, and reads it everywhere."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests import make
from tests.browser.admin import sign_in

pytestmark = pytest.mark.browser

TITLE = "Can walking ease lower back pain?"
BENEFITS = {
    "Stronger muscles": "A strong core holds your spine steady.",
    "Better flexibility": "Your joints bend and turn more easily.",
    "Denser bones": "Bone answers a load by growing denser.",
    "Natural pain relief": "Your brain releases endorphins.",
    "More blood flow": "Blood carries oxygen to the sore area.",
}
WARNING_SIGNS = ["Numbness between the legs", "New weakness in a leg"]


def title_of(page):
    return page.locator("#id_title")


def field(block, name):
    return block.locator(f'[data-contentpath="{name}"]')


def write(block, name, words):
    """Into the editor of rich text, which takes keys, not values."""
    place = field(block, name).locator("[contenteditable=true]").first
    place.click()
    place.press_sequentially(words)


def fill(block, name, words):
    field(block, name).locator("input, textarea").first.fill(words)


def list_items(block, name):
    return field(block, name).locator("[data-streamfield-child]")


def add_to(block, name, *, button="Add one more"):
    field(block, name).get_by_role("button", name=button).click()


def publish(page):
    page.get_by_role("button", name="More actions", exact=True).last.click()
    page.get_by_role("button", name="Publish", exact=True).click()
    # Wagtail says it otherwise of a draft that it has saved by itself in the meantime.
    published = page.get_by_text(re.compile("(has been|created and) published"))
    expect(published).to_be_visible()


def test_an_article_is_written_by_clicking_and_typing(browser_page):
    make.clinic()
    make.index()
    page = browser_page
    sign_in(page, "Moderators")
    page.goto("/admin/")

    page.get_by_role("link", name="Articles", exact=True).click()
    page.get_by_role("link", name="Add article").click()
    title_of(page).fill(TITLE)
    fill(page, "summary", "Yes. A walk every day eases most back pain.")
    write(page, "introduction", "Back pain has many causes.")

    page.get_by_role("button", name="Add benefits").click()
    benefits = page.locator(".part-benefits")
    fill(benefits, "heading", "How walking helps")
    write(benefits, "introduction", "A daily walk does a lot.")
    for number, (title, why) in enumerate(BENEFITS.items()):
        if number:
            add_to(benefits, "items")
        benefit = list_items(benefits, "items").nth(number)
        fill(benefit, "title", title)
        write(benefit, "description", why)
    write(benefits, "conclusion", "Give it time.")

    page.get_by_role("button", name="Add safety advice").click()
    safety = page.locator(".part-safety")
    fill(safety, "heading", "Is walking safe?")
    write(safety, "body", "For nearly everyone.")
    for number, sign in enumerate(WARNING_SIGNS):
        add_to(safety, "warning_signs", button="Add a warning sign")
        list_items(safety, "warning_signs").nth(number).locator(
            "input[type=text]"
        ).fill(sign)

    page.get_by_role("button", name="Add a call to action").click()
    call_to_action = page.locator(".part-call-to-action")
    fill(call_to_action, "heading", "Talk to us about your back")
    write(call_to_action, "body", "We are glad to help.")

    publish(page)

    page.goto("/articles/can-walking-ease-lower-back-pain/")
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    main = page.get_by_role("main")
    for words in [*BENEFITS, *BENEFITS.values(), *WARNING_SIGNS, "Give it time."]:
        expect(main.get_by_text(words).first).to_be_visible()
    expect(main.get_by_role("link", name="(404) 555-0126").first).to_be_visible()

    for api in ("v2", "v3"):
        page.goto(
            f"/api/{api}/pages/?type=articles.ArticlePage&slug=can-walking-ease-lower-back-pain"
        )
        number = json.loads(page.locator("pre").inner_text())["items"][0]["id"]
        page.goto(f"/api/{api}/pages/{number}/")
        said = json.loads(page.locator("pre").inner_text())
        assert [each["title"] for each in said["benefits"]["items"]] == [*BENEFITS]
        assert said["call_to_action"]["phone"]["uri"] == "tel:+14045550126"


def test_a_half_filled_part_is_kept_as_a_draft_and_the_mistake_is_shown(browser_page):
    make.index()
    page = browser_page
    sign_in(page, "Moderators")

    page.goto(f"/admin/pages/add/articles/articlepage/{make.index().pk}/")
    title_of(page).fill(TITLE)
    fill(page, "summary", "Yes.")
    write(page, "introduction", "Back pain has many causes.")
    page.get_by_role("button", name="Add benefits").click()
    page.get_by_role("button", name="More actions", exact=True).last.click()
    page.get_by_role("button", name="Publish", exact=True).click()

    mistake = field(page.locator(".part-benefits"), "heading").first
    expect(mistake.get_by_text("This field is required.").first).to_be_visible()
    expect(title_of(page)).to_have_value(TITLE)


def test_publishing_waits_for_an_autosave_that_is_under_way(browser_page):
    article = make.article(live=False)
    article.summary = ""
    article.save_revision(clean=False)
    address = f"/admin/pages/{article.pk}/edit/"
    page = browser_page
    sign_in(page, "Moderators")
    page.goto(address)
    saves = []

    def is_save(request):
        return request.method == "POST" and request.url.endswith(address)

    def hold_the_first(route):
        if is_save(route.request):
            saves.append(route)
        if saves != [route]:
            route.continue_()

    page.route(f"**{address}", hold_the_first)
    while not saves:
        # Wagtail looks for changes from two seconds on.
        title_of(page).press_sequentially("!")
        page.wait_for_timeout(1000)
    page.get_by_role("button", name="More actions", exact=True).last.click()
    page.get_by_role("button", name="Publish", exact=True).click()
    page.wait_for_timeout(500)
    [autosave] = saves

    # After it the refusal to publish, and after that the form saves itself again.
    with page.expect_response(
        lambda answer: is_save(answer.request) and len(saves) == 3
    ) as next_autosave:
        autosave.continue_()

    expect(page.get_by_text("could not be saved").first).to_be_visible()
    assert next_autosave.value.ok


def test_who_saves_second_is_asked_before_the_other_is_replaced(browser_page):
    article = make.article()
    article.save_revision()
    page = browser_page
    sign_in(page, "Moderators")
    page.clock.install()
    page.goto(f"/admin/pages/{article.pk}/edit/")
    expect(title_of(page)).to_have_value(TITLE)
    expect(page.locator("[contenteditable=true]").first).to_be_visible()
    article.title = "From Ana"
    article.save_revision(user=make.superuser())

    title_of(page).fill("From me")
    # The browser asks every ten seconds who saved, and knows the question from then on.
    page.clock.run_for(11_000)
    expect(page.locator("#title-text-w-save-confirmation-dialog")).to_contain_text(
        "saved a new version"
    )
    page.get_by_role("button", name="Save draft").click()
    question = page.get_by_role("dialog").filter(has_text="saved a new version")
    expect(question).to_be_visible()
    article.refresh_from_db()
    assert article.get_latest_revision_as_object().title == "From Ana"

    question.get_by_role("button", name="Save draft").click()

    expect(page.get_by_text("has been updated")).to_be_visible()
    article.refresh_from_db()
    assert article.get_latest_revision_as_object().title == "From me"


def test_the_panels_beside_the_form_show_the_page_and_check_it(browser_page):
    article = make.article()
    article.save_revision()
    page = browser_page
    sign_in(page, "Moderators")
    page.goto(f"/admin/pages/{article.pk}/edit/")

    page.get_by_role("button", name="Toggle preview").click()

    seen = page.frame_locator("#w-preview-iframe")
    expect(seen.get_by_role("heading", level=1)).to_have_text(TITLE)
    page.get_by_role("button", name="Toggle checks").click()
    checks = page.locator("[data-side-panel=checks]")
    expect(checks.get_by_text("Good", exact=True)).to_be_visible()
    expect(checks.get_by_role("heading", name="Issues found")).to_contain_text("0")
