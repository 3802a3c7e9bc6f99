"""The clinic's owner in the admin."""

import re
from contextlib import contextmanager

from tests.production.client import HOST, browser, fetch

OWNER = {"email": "owner@clinic.example", "password": "a password of our own"}
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


@contextmanager
def signed_in(stack):
    with browser(stack) as client:
        send(
            client,
            "/admin/login/",
            username=OWNER["email"],
            password=OWNER["password"],
            next="/admin/",
        )
        yield client


def send(client, path, **fields):
    """Fills in the form at the address and expects it to be taken."""
    form = fetch(client, path)
    token = TOKEN.search(form.text)[1]
    fields["csrfmiddlewaretoken"] = token
    answer = fetch(client, path, method="POST", data=fields)
    assert answer.status_code == 302, f"{path}: {answer.status_code} {answer.text}"
    return answer


def name_the_site(stack):
    """Under Settings, Sites, as the guide says."""
    [[site, root]] = stack.sql("SELECT id, root_page_id FROM wagtailcore_site")
    with signed_in(stack) as client:
        send(
            client,
            f"/admin/sites/edit/{site}/",
            hostname=HOST,
            port=443,
            site_name="Ellery Bay Spine Clinic",
            root_page=root,
            is_default_site="on",
        )
