"""Tables of the clinic whose changes reach visitors; see ``delivery.tracking``."""

from clinic.models import ClinicSettings, Person
from delivery.tracking import TrackedTable, track

track(
    TrackedTable(
        ClinicSettings,
        kind="clinic",
        lists=ClinicSettings.list_tag,
        instance_tag="clinic",
    )
)
track(
    TrackedTable(
        Person,
        kind="person",
        lists="people",
        instance_tag="person",
        private={"user_id"},
        path="'/people/' || {row}.slug || '/'",
    )
)
