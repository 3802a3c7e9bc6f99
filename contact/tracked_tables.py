"""Tables of forms whose changes reach visitors; see ``delivery.tracking``."""

from contact.models import FormField, FormPage
from delivery.tracking import TouchedTag, TrackedTable, is_live, track, track_page_type

track_page_type(FormPage, lists="forms")
track(
    TrackedTable(
        FormField,
        kind="page",
        lists="forms",
        key="page_id",
        public_if=is_live("{row}.page_id"),
        touches=[TouchedTag("SELECT 'page-' || {row}.page_id")],
    )
)
