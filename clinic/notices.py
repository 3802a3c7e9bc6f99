"""Words of the notice that the clinic's settings turn on, for HTML and both APIs."""

import datetime

from django.utils.formats import date_format

OVERDUE_REVIEW = (
    "We are due to check this article again. Some details may have changed since "
    "{last_reviewed}."
)


def overdue_review(last_reviewed: datetime.date) -> str:
    return OVERDUE_REVIEW.format(last_reviewed=date_format(last_reviewed, "j F Y"))
