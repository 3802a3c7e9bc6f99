"""A superuser who changes things through the admin, the APIs and commands, at random."""

import json
from io import StringIO

from django.core.management import call_command
from django.test import Client
from wagtail.models import Page

from articles.models import ArticlePage
from contact.models import FormPage
from tests import make
from tests.delivery.changing.forms import form_data

changes = []


def change(function):
    """Registers a change of something by chance: a function of a desk."""
    changes.append(function)
    return function


class Refused(Exception):
    """The change is not possible now, such as a second page with a slug."""


class Desk:
    """A superuser; ``done`` are the routes, API operations and commands used so far."""

    def __init__(self, chance):
        self.chance = chance
        self.done = set()
        self.user = make.superuser("desk@clinic.example")
        self.client = Client()
        self.client.force_login(self.user)
        self.token = make.token(self.user)

    def words(self):
        """A text that nobody has written before."""
        return f"Walk {self.chance.randrange(10**9)}"

    def slug(self):
        return f"walk-{self.chance.randrange(10**9)}"

    def one(self, query):
        """An object by chance."""
        found = list(query.order_by("pk"))
        if not found:
            raise Refused("There is none.")
        return self.chance.choice(found)

    def article(self, **conditions):
        return self.one(ArticlePage.objects.filter(**conditions))

    def page(self, **conditions):
        """A page of any type below the root of the tree."""
        pages = Page.objects.filter(depth__gt=1).filter(**conditions)
        return self.one(pages).specific

    def form(self):
        """The form that the site had at first; others have other questions."""
        found = FormPage.objects.live().order_by("pk").first()
        if found is None:
            raise Refused("There is none.")
        return found

    # --- the admin ------------------------------------------------------------------

    def submit(self, address, **typed):
        """Opens a form, changes some of its fields, and sends it."""
        return self.post(address, {**self.opened(address), **typed})

    def opened(self, address):
        page = self.client.get(address)
        if page.status_code != 200:
            raise Refused(f"{address}: {page.status_code}")
        return form_data(page)

    def post(self, address, data=None, *, done=(302,), said=""):
        """Sends a form; ``done`` are the statuses, ``said`` a part of the answer."""
        answer = self.client.post(address, data or {})
        content = answer.content.decode()
        if answer.status_code not in [*done] or said not in content:
            raise Refused(f"{address}: {answer.status_code} {errors_in(answer)}")
        match = answer.resolver_match
        self.done.add(match.route)
        if "app_name" in match.kwargs:
            self.done.add("settings {app_name}/{model_name}".format(**match.kwargs))
        return answer

    # --- the APIs -------------------------------------------------------------------

    def api(self, method, path, body=None, *, kind="", **names):
        """Sends JSON to an operation; ``names`` are those in its path.

        ``kind`` is the model, where the operation takes several.
        """
        answer = self.client.generic(
            method.upper(),
            path.format(**names),
            json.dumps(body or {}),
            content_type="application/json",
            headers={"Authorization": f"Bearer {self.token}"},
        )
        return self._noted(method, path, answer, kind)

    def upload(self, path, data):
        answer = self.client.post(
            path, data, headers={"Authorization": f"Bearer {self.token}"}
        )
        return self._noted("post", path, answer)

    def _noted(self, method, path, answer, kind=""):
        if answer.status_code >= 300:
            raise Refused(f"{path}: {answer.status_code} {answer.content.decode()}")
        operation = f"{method.upper()} {path}"
        self.done.update([operation, f"{operation} {kind.rpartition('.')[2]}".strip()])
        return json.loads(answer.content or "{}")

    # --- the server -----------------------------------------------------------------

    def run(self, name, *words, **options):
        call_command(name, *words, verbosity=0, stdout=StringIO(), **options)
        self.done.add(name)


def errors_in(answer):
    """The errors of the fields of a form, as text."""
    forms = [each for each in answer.context or [] if "form" in each]
    found = [getattr(each["form"], "errors", "") for each in forms[:1]]
    return " ".join(map(str, found)) or answer.content.decode()[:300]
