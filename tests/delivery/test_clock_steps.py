"""Steps of the system's clock, forwards and back, over the end of kept answers."""

from datetime import UTC, datetime, time
from pathlib import Path

import pytest

from tests import make
from tests.delivery.workers import read, server

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

LIBRARY = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)
HOURS = [{"days": ["mo", "tu", "we", "th", "fr"], "opens": time(8), "closes": time(17)}]


class Clock:
    """The clock of servers that are started with its environment."""

    def __init__(self, file):
        self.file = file
        self.environment = {
            "LD_PRELOAD": str(LIBRARY),
            "FAKETIME_TIMESTAMP_FILE": str(file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "TZ": "UTC",
        }

    def step_to(self, hour, minute, second=0):
        moment = datetime(2026, 11, 25, hour, minute, second, tzinfo=UTC)
        new = self.file.with_suffix(".new")
        new.write_text(f"@{moment:%Y-%m-%d %H:%M:%S}")
        new.replace(self.file)


@pytest.mark.skipif(LIBRARY is None, reason="Debian's package libfaketime is missing.")
def test_a_clock_that_steps_leaves_no_answer_of_another_time(as_migrated, tmp_path):
    make.clinic(time_zone="UTC", places=[{**make.PLACE, "hours": HOURS}])
    address = make.contact_page().url
    clock = Clock(tmp_path / "now")
    clock.step_to(12, 0)
    shown = {}

    with (
        server(CACHE_MB="16", **clock.environment) as kept,
        server(CACHE_MB="0", workers=1, **clock.environment) as fresh,
    ):
        for moment in ((12, 0), (17, 1), (16, 0), (7, 0), (12, 0), (20, 0), (9, 0)):
            clock.step_to(*moment)
            status, _, shown[moment] = read(fresh, address)
            assert status == 200
            for _ in range(3):
                assert read(kept, address)[2] == shown[moment], moment

    assert shown[12, 0] != shown[17, 1] != shown[7, 0]
