"""The admin tells nobody of what they may not see.

Every address of the table is asked by people of the admin who have no right here, and
searched for planted titles, file names and e-mail addresses.
"""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils.html import escape
from wagtail.documents import get_document_model
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Page,
)

from core.models import User
from tests import make
from tests.test_access import rows, sees_the_admin, world

pytestmark = pytest.mark.django_db

NOT_YET, FOR_PATIENTS = "Not yet published", "For patients with a password"
PICTURE, FILE = "Scan of a patient", "Letter to a patient"
SECRETS = [NOT_YET, FOR_PATIENTS, PICTURE, FILE, "Secret section", "Secret page"]
# Choosers, lists and actions with what they are asked in use.
QUERIES = {
    "/admin/choose-page/search/": ["?q=published", "?q=patients"],
    "/admin/choose-page/chosen-multiple/": ["?id={draft}&id={hidden}&id={below}"],
    "/admin/choose-page/": [
        "?page_type=articles.articlepage",
        "?page_type=home.standardpage",
    ],
    "/admin/choose-page/{index}/": ["?multiple=1", "?user_perms=copy_to"],
    "/admin/pages/search/": ["?q=published"],
    "/admin/images/chooser/results/": ["?q=scan", "?collection_id={private}"],
    "/admin/images/chooser/chosen-multiple/": ["?id={private_image}"],
    "/admin/documents/chooser/results/": ["?q=letter", "?collection_id={private}"],
    "/admin/documents/chooser/chosen-multiple/": ["?id={private_document}"],
    "/admin/api/main/images/": ["?search=scan", "?limit=20"],
    "/admin/api/main/documents/": ["?search=letter"],
    "/admin/api/main/pages/": ["?search=published", "?type=articles.ArticlePage"],
}
DESKS = ["Front desk", "Reply moderators"]
# The things of the table of which there is one that is kept from them.
HIDDEN = {
    "article": "draft",
    "index": "draft_section",
    "image": "private_image",
    "document": "private_document",
    "collection": "private",
}


@pytest.fixture
def things():
    found = world()
    draft = Page.objects.get(pk=found["draft"])
    private = Collection.objects.create(
        path="00010002", depth=2, name="Only for doctors"
    )
    CollectionViewRestriction.objects.create(
        collection=private, restriction_type="login"
    )
    section = make.standard_page(title="Secret section", live=False)
    below = make.standard_page(title="Secret page", parent=section, live=False)
    lock = Page.objects.get(pk=found["article"])
    lock.locked, lock.locked_by_id = True, found["user"]
    lock.save()
    picture = make.image(PICTURE, collection=private)
    document = make.document(FILE)
    get_document_model().objects.filter(pk=document.pk).update(collection=private)
    boss = User.objects.get(pk=found["user"])
    draft.specific.save_revision(user=boss, log_action=True)
    return {
        **found,
        "private": private.pk,
        "draft_section": section.pk,
        "below": below.pk,
        "private_image": picture.pk,
        "private_document": document.pk,
    }


def addresses(things):
    for address, _ in rows():
        # A token reads what its owner may, as tests/api/test_visibility.py says.
        if not address.startswith("/admin/") or "logout" in address:
            continue
        for query in ("", *QUERIES.get(address, ())):
            yield f"{address}{query}".format(**things)
        # Every thing on its own, too: one may be there and another not.
        for name, other in HIDDEN.items():
            if f"{{{name}}}" in address:
                yield address.format(**{**things, name: things[other]})


def sign_in(*groups):
    person = make.user("visitor-of-the-admin@clinic.example")
    person.groups.add(*groups)
    browser = Client(raise_request_exception=False)
    browser.force_login(person)
    return browser


def told(browser, things, secrets):
    """By address, the secrets in its answer."""
    found = {}
    for address in addresses(things):
        answer = browser.get(address)
        text = answer.getvalue().decode(errors="replace")
        said = [each for each in secrets if each in text or escape(each) in text]
        if said:
            found[address] = said
    return found


@pytest.mark.slow
def test_who_has_no_right_here_is_told_nothing(things):
    browser = sign_in(sees_the_admin(pages=True))
    secrets = [*SECRETS, "boss@clinic.example", "Only for doctors"]

    assert told(browser, things, secrets) == {}


@pytest.mark.slow
def test_desks_are_told_of_no_drafts_and_no_private_files(things):
    browser = sign_in(*Group.objects.filter(name__in=DESKS))

    assert told(browser, things, SECRETS) == {}
