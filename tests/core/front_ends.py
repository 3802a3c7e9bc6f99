"""The front end of a site in tests."""

from core.models import FrontEnd
from tests import make


def front_end(origin="https://www.clinic.example", *, of=None, **fields):
    """The website that shows the pages of a site, of the default one if not said."""
    found, _ = FrontEnd.objects.update_or_create(
        site=of or make.site(), defaults={"origin": origin, **fields}
    )
    return found
