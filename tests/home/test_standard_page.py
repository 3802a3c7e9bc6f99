import pytest

from tests import make, reading

pytestmark = pytest.mark.django_db


def test_a_standard_page_shows_its_text(client):
    page = make.standard_page(title="Privacy")

    words = reading.words(client.get(page.url))

    assert "Privacy" in words
    assert "Put on good shoes." in words


def test_a_page_below_another_leads_back_to_it(client):
    about = make.standard_page(title="About us")
    page = make.standard_page(title="Our building", parent=about)

    crumbs = reading.html(client.get(page.url)).select(".breadcrumbs li")

    assert [crumb.get_text(strip=True) for crumb in crumbs] == [
        "Larch Clinic",
        "About us",
        "Our building",
    ]


def test_a_link_to_a_draft_leads_nowhere(client):
    draft = make.article("Secret plans", live=False)
    page = make.standard_page(
        body=[
            (
                "prose",
                {
                    "heading": "News",
                    "body": f'<p><a linktype="page" id="{draft.pk}">Read on</a></p>',
                },
            )
        ]
    )

    answer = client.get(page.url)

    assert "Read on" in reading.words(answer)
    assert "secret-plans" not in answer.content.decode()


def test_a_longer_page_costs_no_more_queries(count_queries):
    make.clinic(logo=make.image())
    short = make.standard_page(
        title="Short", body=[("picture", {"image": make.image(), "caption": "One"})]
    )
    few = count_queries(short.url)
    long = make.standard_page(
        title="Long",
        body=[("picture", {"image": make.image(), "caption": "P"}) for _ in range(8)],
    )

    assert count_queries(long.url) == few
