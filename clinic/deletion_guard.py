"""Deletion guard: only those who may link accounts delete a signatory."""

from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from wagtail.actions import DeleteAction

from clinic import signatories
from clinic.models import Person
from clinic.models.people import may_link
from core.admin_errors import Refused
from core.models import User


class DeletePerson(DeleteAction):
    """Delete action of the admin and the API that refuses signatories."""

    def check(self, skip_permission_checks: bool = False) -> None:
        super().check(skip_permission_checks)
        require_no_signatory([self.instance], by=self.user)


def require_no_signatory(
    people: Iterable[Person], *, by: User | AnonymousUser | None
) -> None:
    """Raises ``Refused`` for signatories, so that a namesake cannot replace one."""
    if may_link(by):
        return
    for person in people:
        if signatories.is_signatory(person):
            raise Refused(
                f"{person.full_name} has an account or has signed reviews. Only an "
                "administrator deletes this entry.",
                see=reverse("wagtailsnippets_clinic_person:edit", args=[person.pk]),
                label="Open the entry",
            )
