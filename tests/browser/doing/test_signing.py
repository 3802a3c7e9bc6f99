"""A clinician signs an article in a browser: by a button, never by autosave."""

import re

import pytest
from playwright.sync_api import expect

from articles.models import ArticlePage
from articles.models.reviewed import UNSIGNED
from core.models import User
from tests import make
from tests.articles import signing
from tests.browser.admin import sign_in

pytestmark = pytest.mark.browser


@pytest.fixture
def article(browser_page):
    """An article that nobody has signed, and Maya signed in."""
    article = make.article()
    article.save_revision()
    sign_in(browser_page, "Clinical reviewers")
    make.person(user=User.objects.get(email="member@clinic.example"))
    return article


def newest(article):
    return ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object()


def test_autosave_never_signs_and_the_button_does(browser_page, article):
    page = browser_page
    address = f"/admin/pages/{article.pk}/edit/"
    page.goto(f"{address}#tab-review_and_topics")
    box = page.get_by_label(re.compile("I have read this article as it stands here"))

    with page.expect_response(
        lambda answer: answer.request.method == "POST" and answer.url.endswith(address)
    ) as autosave:
        box.check()

    assert autosave.value.ok
    assert newest(article).signature == UNSIGNED
    expect(box).to_be_checked()

    page.get_by_role("button", name="Save draft").click()

    expect(page.get_by_text("has been updated").first).to_be_visible()
    page.get_by_role("tab", name="Review and topics").click()
    expect(box).not_to_be_checked()
    review = page.locator("#tab-review_and_topics")
    expect(review.get_by_text("Maya Lindqvist, MD", exact=True)).to_be_visible()
    assert newest(article).signature == signing.today(article, signing.maya())


def test_a_clinician_approves_and_signs_in_the_dialog(browser_page, article):
    make.superuser()
    workflow = signing.Workflow.objects.get(name="Clinical review, then publication")
    workflow.start(article, User.objects.get(email="admin@clinic.example"))
    page = browser_page
    page.goto("/admin/")

    page.get_by_role("button", name="Actions").last.click()
    page.get_by_role("button", name="Approve and sign as Maya Lindqvist, MD").click()
    expect(page.get_by_text("You sign the newest version")).to_be_visible()
    page.locator(".modal-body button[type=submit]").click()

    expect(page.get_by_text("Approved and signed as Maya").first).to_be_visible()
    assert newest(article).signature == signing.today(article, signing.maya())


def test_a_clinician_approves_and_signs_at_the_form(browser_page, article):
    make.superuser()
    workflow = signing.Workflow.objects.get(name="Clinical review, then publication")
    workflow.start(article, User.objects.get(email="admin@clinic.example"))
    page = browser_page
    page.goto(f"/admin/pages/{article.pk}/edit/")

    page.get_by_role("button", name="More actions", exact=True).last.click()
    page.get_by_role("button", name="Approve and sign as Maya Lindqvist, MD").click()
    page.locator(".modal-body button[type=submit]").click()

    expect(page.get_by_text("Approved and signed as Maya").first).to_be_visible()
    assert newest(article).signature == signing.today(article, signing.maya())
