"""Signing in to the admin, as people do."""

from tests import make

PASSWORD = "walk every day"


def sign_in(page, group):
    """As somebody of the group who has no other right."""
    member = make.member(group, "member@clinic.example", password=PASSWORD)
    page.goto("/admin/")
    page.get_by_label("E-mail address").fill(member.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/admin/")
