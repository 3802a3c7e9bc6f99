import pytest

from tests import make


@pytest.fixture(params=["v2", "v3"])
def listed(request, client):
    """Reads a page's replies from one of the two APIs; each test runs with both."""

    def listed(page, **query):
        answer = client.get(
            f"/api/{request.param}/comments/", {"page": page.pk, **query}
        )
        assert answer.status_code == 200, answer.content
        return answer.json()

    return listed


@pytest.fixture
def waiting():
    page = make.article()
    return [
        make.comment(f"Waiting number {n}.", page=page, status="waiting")
        for n in range(1, 4)
    ]


@pytest.fixture
def moderator():
    return make.member("Reply moderators", "mo@clinic.example")


@pytest.fixture
def page():
    make.signs_of_danger("overdose")
    page = make.article()
    make.comment("Before.", page=page, email="ada@mail.example")
    return page
