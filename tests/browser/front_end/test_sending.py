"""Visitors of the reference front end send replies and forms, and open pages, without scripts."""

import re
import sqlite3
from contextlib import closing

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser.demo import ARTICLE, free_port
from tests.browser.front_end.conftest import served
from tests.comments.replying import URGENT

pytestmark = pytest.mark.browser

APPOINTMENT = "/contact/appointment/"
BEHIND_A_PASSWORD = "/patients/"


def number_of(front_end, table):
    """The rows of a table in the demo's database."""
    address = f"file:{front_end.database}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as connection:
        [[number]] = connection.execute(f"SELECT count(*) FROM {table}")
    return number


def fill_in_a_reply(page, *, text, email="ada@mail.example"):
    page.get_by_label("Your name").fill("Ada Moss")
    page.get_by_label("Your e-mail address").fill(email)
    page.get_by_label("Your reply").fill(text)
    page.get_by_label("I agree").check()


def send_reply(page):
    page.get_by_role("button", name="Send reply").click()


def test_a_refused_reply_keeps_what_was_typed_and_is_then_sent_once(visitor, front_end):
    before = number_of(front_end, "comments_comment")
    visitor.goto(ARTICLE)
    visitor.get_by_role("link", name="Answer Ruth Kessler").click()
    expect(visitor.get_by_role("heading", name="Answer Ruth Kessler")).to_be_visible()

    fill_in_a_reply(visitor, text="Which pier is it?", email="ada")
    send_reply(visitor)

    field = visitor.get_by_label("Your e-mail address")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(visitor).to_have_title(re.compile("^Error: "))
    expect(visitor.locator(".problems")).to_be_in_viewport()
    expect(visitor.locator(".problems a")).to_have_attribute("href", "#field-email")
    expect(visitor.get_by_label("Your reply")).to_have_value("Which pier is it?")
    assert number_of(front_end, "comments_comment") == before

    field.fill("ada@mail.example")
    send_reply(visitor)
    expect(visitor.get_by_role("status")).to_contain_text("Thank you")
    expect(visitor.get_by_role("status")).to_be_in_viewport()
    visitor.go_back()
    send_reply(visitor)
    expect(visitor.get_by_role("status")).to_contain_text("Thank you")
    assert number_of(front_end, "comments_comment") == before + 1


def test_words_of_somebody_in_danger_are_answered_at_once(visitor):
    visitor.goto(ARTICLE)
    fill_in_a_reply(visitor, text=URGENT)

    send_reply(visitor)

    expect(visitor.locator("body > [role=alert]")).to_contain_text("Call 911")
    expect(visitor.locator("body > [role=alert]")).to_be_in_viewport()
    expect(visitor).to_have_title(re.compile("^In danger[?]"))


def test_an_appointment_is_asked_for(visitor, front_end):
    before = number_of(front_end, "contact_submission")
    visitor.goto("/contact/")
    visitor.get_by_label("Your name").fill("Ada Moss")
    visitor.get_by_label("Weekday mornings").check()
    visitor.get_by_role("button", name="Ask for an appointment").click()

    expect(visitor).to_have_title(re.compile("^Error: "))
    expect(visitor.locator(".field.wrong")).not_to_have_count(0)
    expect(visitor.get_by_label("Your name")).to_have_value("Ada Moss")
    expect(visitor.get_by_label("Weekday mornings")).to_be_checked()
    expect(visitor.locator(".problems")).to_be_in_viewport()

    visitor.goto(APPOINTMENT)
    visitor.get_by_label("Your name").fill("Ada Moss")
    visitor.get_by_label("Weekday mornings").check()
    visitor.get_by_label("Where would you like to come?").select_option(index=1)
    visitor.get_by_label("I am a new patient").check()
    visitor.get_by_label("By e-mail").check()
    visitor.get_by_label("Your phone number").fill("(541) 555-0199")
    visitor.get_by_label("Your e-mail address").fill("ada@mail.example")
    visitor.get_by_label("I agree").check()
    visitor.get_by_role("button", name="Ask for an appointment").click()

    expect(visitor.get_by_role("status")).to_contain_text("we have your request")
    assert number_of(front_end, "contact_submission") == before + 1


def test_a_password_opens_a_page_for_one_visitor(visitor, open_visitor):
    visitor.goto(BEHIND_A_PASSWORD)
    visitor.get_by_label("Password").fill("run")
    visitor.get_by_role("button", name="Open the page").click()
    expect(visitor.get_by_label("Password")).to_have_attribute("aria-invalid", "true")

    visitor.get_by_label("Password").fill("walk")
    visitor.get_by_role("button", name="Open the page").click()

    expect(visitor.get_by_role("heading", level=1)).to_have_text("For our patients")
    [cookie] = visitor.context.cookies()
    assert cookie["httpOnly"]
    assert cookie["path"] == BEHIND_A_PASSWORD
    assert open_visitor().goto(BEHIND_A_PASSWORD).status == 401


def test_a_visitor_is_the_one_whom_the_proxy_saw(front_end):
    port = free_port()
    origin = f"http://localhost:{port}"

    def guess(seen_by_the_proxy, said_by_the_visitor):
        addresses = f"{said_by_the_visitor}, {seen_by_the_proxy}"
        return httpx.post(
            origin + BEHIND_A_PASSWORD,
            data={"password": "wrong"},
            headers={"Origin": origin, "X-Forwarded-For": addresses},
        ).status_code

    with served(front_end.folder, port, BEHIND_PROXY="1"):
        statuses = [guess("198.51.100.1", f"192.0.2.{number}") for number in range(6)]
        assert (statuses[0], statuses[-1]) == (422, 429)
        assert guess("198.51.100.2", "198.51.100.1") == 422


def test_a_feed_is_read_from_gait_alone(front_end):
    elsewhere = front_end.origin.removeprefix("http:")
    assert httpx.get(f"{front_end.origin}/articles.atom").status_code == 200
    assert httpx.get(f"{front_end.origin}{elsewhere}/articles.atom").status_code == 404
