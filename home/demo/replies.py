"""Replies of the demo: published ones, the clinic's answers, and waiting ones."""

import datetime
from collections.abc import Mapping, Sequence

from clinic.models import Person
from comments.models import Comment
from comments.models.comments import Status
from comments.screening import Reason
from core.models import User
from home.demo import content
from home.demo.content import Written


def add(
    *, pages: Mapping[str, int], people: Mapping[str, Person], moderator: User | None
) -> None:
    """Adds the replies without notification; ``pages`` are primary keys by slug."""
    for written in content.read("replies")["replies"]:
        page, answers = pages[written.pop("page")], written.pop("answers", [])
        first = _add(page_id=page, decided_by=moderator, **written)
        for answer in answers:
            _add(
                page_id=page,
                parent=first,
                decided_by=moderator,
                person=people.get(answer.pop("person", "")),
                **answer,
            )


def _add(
    *,
    text: str,
    created_at: datetime.datetime,
    decided_by: User | None,
    person: Person | None = None,
    name: str = "",
    held_for: Sequence[str] = (),
    **fields: Written,
) -> Comment:
    is_waiting = bool(held_for)
    comment = Comment(
        text=text.strip(),
        name=person.name if person else name,
        person=person,
        by_clinic=person is not None,
        status=Status.WAITING if is_waiting else Status.PUBLISHED,
        held_for=list(held_for),
        is_urgent=Reason.DANGER in held_for,
        created_at=created_at,
        consented_at=None if person else created_at,
        announced_at=created_at,
        decided_at=None if is_waiting else created_at,
        decided_by=None if is_waiting else decided_by,
        **fields,
    )
    comment.full_clean()
    comment.save()
    return comment
