"""Moderators and the front desk at work, by clicking."""

import pytest
from playwright.sync_api import expect

from comments.models import Comment
from contact.models import Submission
from tests import make
from tests.browser.admin import sign_in
from tests.contact.filling_in import TYPED

pytestmark = pytest.mark.browser


def card(page, words):
    return page.locator(".queue-reply", has_text=words)


def test_a_moderator_publishes_answers_and_takes_back(browser_page):
    make.clinic()
    article = make.article()
    for number in (1, 2, 3):
        make.comment(f"Question {number}", page=article, status="waiting")
    make.comment("Danger", page=article, status="waiting", is_urgent=True)
    page = browser_page
    sign_in(page, "Reply moderators")
    page.goto("/admin/")

    page.get_by_role("link", name="Replies (4)").click()
    card(page, "Question 1").get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_text("1 reply published.")).to_be_visible()

    page.get_by_label("Tick all on this page").check()
    page.locator(".queue-bar").get_by_role("button", name="Spam").click()
    expect(page.get_by_text("2 replies moved to spam.")).to_be_visible()
    expect(card(page, "Danger")).to_be_visible()
    page.get_by_role("button", name="Undo the last step (2 replies)").click()
    expect(card(page, "Question 3")).to_be_visible()

    card(page, "Question 2").get_by_role("link", name="Publish and answer").click()
    page.get_by_label("The clinic's answer").fill("Yes, you may.")
    page.get_by_role("button", name="Publish both").click()
    expect(page.get_by_text("Your answer is published.")).to_be_visible()

    page.goto(article.url)
    answer = page.locator(".reply-clinic")
    expect(answer).to_contain_text("Yes, you may.")
    expect(page.get_by_text("Question 1")).to_be_visible()
    expect(page.get_by_text("Question 3")).to_have_count(0)


def test_a_decision_after_a_live_search_leads_back_to_the_desk(browser_page):
    article = make.article()
    for number in (1, 2):
        make.comment(f"Question {number}", page=article, status="waiting")
    page = browser_page
    sign_in(page, "Reply moderators")
    page.goto("/admin/replies/")

    page.get_by_label("Search term").fill("Question 2")
    expect(card(page, "Question 1")).to_have_count(0)
    card(page, "Question 2").get_by_role("button", name="Spam").click()

    expect(page.get_by_text("1 reply moved to spam.")).to_be_visible()
    expect(page.get_by_label("Search term")).to_have_value("Question 2")
    page.get_by_role("button", name="Undo the last step (1 reply)").click()
    expect(card(page, "Question 2")).to_be_visible()
    assert Comment.objects.filter(status="waiting").count() == 2


def test_a_visitor_asks_for_an_appointment_and_the_desk_handles_it(browser_page):
    make.clinic()
    form = make.form_page()
    page = browser_page
    page.goto(form.url)
    page.get_by_label("Your name").fill(TYPED["your_name"])
    page.get_by_label("E-mail").fill("ada at mail")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert page.get_by_label("Your name").input_value() == TYPED["your_name"]
    fill_in_the_rest(page)
    # Faster than anybody types; a person takes longer.
    page.wait_for_timeout(3100)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("main").get_by_role("status")).to_contain_text("Thank you")
    assert "?sent=sent." in page.url

    sign_in(page, "Front desk")
    page.goto("/admin/")
    page.get_by_role("link", name="Messages (1)").click()
    page.get_by_role("link", name=form.title).click()
    expect(page.get_by_text(TYPED["your_name"])).to_be_visible()
    page.get_by_label("Note").fill("Called back.")
    page.get_by_role("button", name="Keep the note").click()
    expect(page.get_by_text("Your note is kept.")).to_be_visible()
    page.get_by_role("button", name="Mark as handled").click()
    expect(page.get_by_text("Marked as handled.")).to_be_visible()
    expect(page.get_by_text("Called back.")).to_be_visible()
    page.get_by_role("link", name="Messages", exact=True).click()
    expect(page.get_by_role("link", name=form.title)).to_have_count(0)

    assert Submission.objects.get().status == "handled"


def fill_in_the_rest(page):
    page.get_by_label("E-mail").fill(TYPED["e_mail"])
    page.get_by_label("Phone").fill(TYPED["phone"])
    page.get_by_label("Place").select_option(TYPED["place"])
    for when in TYPED["when"]:
        page.get_by_label(when).check()
    page.get_by_label(TYPED["known"]).check()
    page.get_by_label("Reason").select_option(TYPED["reason"])
    page.get_by_label("I agree").check()


def test_a_browser_does_the_sum_that_a_site_asks_for(browser_page):
    article = make.article()
    make.reply_rules(proof_of_work=True)
    page = browser_page
    page.goto(article.url)
    page.get_by_label("Your name").fill("Ada")
    page.get_by_label("Your e-mail address").fill("ada@mail.example")
    page.get_by_label("Your reply").fill("It helps.")
    page.get_by_label("I agree").check()
    page.wait_for_timeout(3500)
    page.get_by_role("button", name="Send reply").click()
    expect(page.get_by_role("main").get_by_role("status")).to_be_visible(timeout=60_000)

    assert Comment.objects.get().held_for == ["newcomer"]
