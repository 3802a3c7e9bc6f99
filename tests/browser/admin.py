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


def slow_down(page, times):
    """As on a machine that is so many times slower."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": times})


def leave(page):
    """Goes to the dashboard as a link does; the browser's question, if it asks one."""
    questions = []

    def stay(dialog):
        questions.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.evaluate("setTimeout(() => (location.href = '/admin/'))")
    while not questions and "/edit/" in page.url:
        page.wait_for_timeout(50)
    page.remove_listener("dialog", stay)
    return questions
