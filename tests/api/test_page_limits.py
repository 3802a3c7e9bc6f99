import pytest

from tests import make
from tests.api.test_writing import send
from tests.core.test_page_limits import LIMIT, live, pages

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("number", [LIMIT - 1, LIMIT])
def test_apps_are_told_that_there_are_too_many(owner, settings, number):
    settings.PAGES_IN_ONE_REQUEST = LIMIT
    above = make.standard_page(slug="above")
    below = pages(number, live=True, parent=above)
    path = f"/api/v3/pages/{above.pk}/actions/unpublish/"

    answer = send(owner, "POST", path, {"recursive": True})

    assert answer.status_code == (422 if number == LIMIT else 200), answer.content
    assert ("section by section" in answer.text) == (number == LIMIT)
    assert live([above, *below]) == (number + 1 if number == LIMIT else 0)
