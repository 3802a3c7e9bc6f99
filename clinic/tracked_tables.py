"""Tables of the clinic whose changes reach visitors; see ``delivery.tracking``."""

from clinic.models import ClinicSettings, Person
from delivery.changed_objects import name_kind, objects_called, objects_of_sites
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
name_kind("clinic", "Clinic", objects_of_sites("Clinic", ClinicSettings))
name_kind("person", "Person", objects_called("Person", Person))
