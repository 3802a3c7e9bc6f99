"""``is_always_below``: the paths of two pages from one entry of the feed to another."""

import pytest

from delivery.page_stays import Stay, StayOf, is_always_below


def stay(number, *stays):
    return StayOf([Stay(*each) for each in stays], number)


STAFF, BELOW = "/staff/", "/staff/below/"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (stay(0, (BELOW, -1, 9)), stay(0, (STAFF, -1, 9)), True),
        (stay(0, (STAFF, -1, 9)), stay(0, (STAFF, -1, 9)), True),
        (stay(0, (BELOW, 3, 5)), stay(0, (STAFF, -1, 9)), True),
        (stay(0, ("/staffing/", -1, 9)), stay(0, (STAFF, -1, 9)), False),
        (stay(0, (BELOW, -1, 9)), stay(0, ("", -1, 9)), False),
        # Before, after, and for a part of it.
        (stay(0, (BELOW, -1, 4)), stay(0, (STAFF, 4, 9)), False),
        (stay(0, (BELOW, 4, 9)), stay(0, (STAFF, -1, 4)), False),
        (stay(0, (BELOW, -1, 9)), stay(0, (STAFF, 4, 9)), False),
        (stay(0, (BELOW, -1, 9)), stay(0, (STAFF, -1, 4)), False),
        (
            stay(1, ("", -1, 3), (BELOW, 3, 9)),
            stay(1, ("", -1, 4), (STAFF, 4, 9)),
            False,
        ),
    ],
)
def test_a_page_is_below_another_during_all_of_its_stay(one, other, expected):
    assert is_always_below(one, other) is expected


@pytest.mark.parametrize(
    ("path", "moved_at", "left_at", "expected"),
    [
        ("/team/below/", 5, 9, [True, True]),
        ("/team/below/", 3, 9, [True, True]),
        # Another way than the section's.
        ("/team/another/", 5, 9, [False, True]),
        ("/team/another/", 3, 9, [True, False]),
        ("/others/below/", 5, 9, [False, False]),
        # It had left before the section came.
        ("/team/below/", 3, 4, [True, False]),
    ],
)
def test_pages_that_move_together_are_not_apart_meanwhile(
    path, moved_at, left_at, expected
):
    section = [(STAFF, -1, 4), ("/team/", 4, 9)]
    page = [(BELOW, -1, moved_at), (path, moved_at, left_at), ("/else/", left_at, 9)]

    both = [is_always_below(stay(n, *page), stay(n, *section)) for n in range(2)]

    assert both == expected
