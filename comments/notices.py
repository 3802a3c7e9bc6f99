"""Words of the notices around the reply form, for HTML and API v3."""

PUBLISHED = "Thank you. Your reply is published."
PENDING = (
    "Thank you. We have your reply. A person reads it before it is published here."
)
CLOSED = "Replies to this article are closed."
AKISMET = (
    "Akismet filters spam for us. It gets what you enter here and your network address."
)
