import pytest

from contact.blocks import OpeningHoursBlock


@pytest.mark.parametrize(
    ("days", "line"),
    [
        (["mo", "tu", "we", "th", "fr"], "Monday to Friday"),
        (["fr", "we", "th"], "Wednesday to Friday"),
        (["sa", "su"], "Saturday, Sunday"),
        (["mo", "we", "fr"], "Monday, Wednesday, Friday"),
        (["su"], "Sunday"),
        ([], ""),
    ],
)
def test_opening_days_read_as_people_say_them(days, line):
    assert OpeningHoursBlock().to_python({"days": days}).days_line == line
