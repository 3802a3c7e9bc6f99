import re
from collections.abc import Callable
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import DomainNameValidator
from django.db import models
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel
from wagtail.contrib.settings.models import register_setting
from wagtail.models import Site

from core.host_names import in_brackets, is_host_name
from core.models.site_settings import SiteSettings
from core.site_addresses import PLACEHOLDER, USUAL_PATTERN
from core.versioned_forms import VersionedForm

NO_ORIGIN = (
    "Enter the beginning of the website's address and nothing after it, for example "
    "https://www.clinic.example"
)
UNENCRYPTED = (
    "The address must begin with https:// so that nobody on the way can read or change "
    "what your visitors see. Only a website on a developer's own computer or network "
    "may begin with http://"
)
NO_PATTERN = (
    f"Begin with a slash, and put {PLACEHOLDER} once at the end, where the address of "
    f"the page belongs; a slash may follow. For example /{PLACEHOLDER}/ or "
    f"/magazine/{PLACEHOLDER}. Before it, use only letters from a to z, digits, dots, "
    "hyphens and slashes."
)
OWN_ADDRESS = (
    "This is an address of Gait itself: visitors would be sent round in circles. Enter "
    "the address of the other website, or leave this empty if there is none."
)
TAKEN = (
    "The website of “%s” has its pages at the same addresses. Enter another address, "
    "or say below where the pages of this one are."
)
NO_PREVIEW_URL = (
    "Enter a full address without a question mark, for example "
    "https://www.clinic.example/preview/"
)
PREVIEW_HERE = (
    "This is an address of Gait itself. Enter the one at which the website shows drafts, "
    "or leave this empty: then previews show Gait's own pages."
)
NO_WEBSITE = "Enter the address of the website, too, of which this is a part."
PATTERN = re.compile(
    r"/(?:[a-z0-9_~-][a-z0-9._~-]*/)*\{path\}/?", re.IGNORECASE | re.ASCII
)
PREVIEW_URL = re.compile(
    r"(?P<origin>https?://[^/?#\s\\]+)"
    r"(?P<path>/(?:[a-z0-9_~-][a-z0-9._~-]*/)*(?:[a-z0-9_~-][a-z0-9._~-]*)?)",
    re.IGNORECASE | re.ASCII,
)
USUAL_PORTS = {"https": 443, "http": 80}

# Those of developers are checked beside it.
check_domain = DomainNameValidator(accept_idna=False)


@register_setting(icon="site", order=3)
class FrontEnd(SiteSettings):
    """The website that shows the pages of a site in Gait's place."""

    class OwnPages(models.TextChoices):
        REDIRECT = "redirect", "Lead to the website"
        OFF = "off", "Show nothing"
        NOINDEX = "noindex", "Stay, out of searches"

    origin = models.CharField(
        "address of the website",
        max_length=255,
        blank=True,
        help_text=(
            "Only if your developers have built a website of its own that takes its "
            "texts from here. For example https://www.clinic.example. Empty: Gait shows "
            "the pages itself."
        ),
    )
    path_pattern = models.CharField(
        "where its pages are",
        max_length=200,
        default=USUAL_PATTERN,
        help_text=(
            f"{PLACEHOLDER} stands for the address of a page here, such as "
            f"articles/walking. If that page is at /magazine/articles/walking on the "
            f"website, enter /magazine/{PLACEHOLDER}"
        ),
    )
    own_pages = models.CharField(
        "Gait's own pages",
        max_length=10,
        choices=OwnPages,
        default=OwnPages.REDIRECT,
        help_text=(
            "What visitors find who come to a page's address on this server. Pages that "
            "stay ask search engines to leave them out: right while you try the "
            "website. Pages with a password ask for it here, unless nothing is shown."
        ),
    )

    preview_url = models.CharField(
        "where it shows drafts",
        max_length=255,
        blank=True,
        help_text=(
            "Your developers know the address, for example "
            "https://www.clinic.example/preview/. The preview beside a page's form and "
            "“View draft” then show the website. Empty: they show Gait's own pages."
        ),
    )

    # As a change of a site's host name, it changes the addresses in all answers.
    list_tag = "sites"

    panels = [
        HelpPanel(
            "<p>If another website shows the texts that you write here, links in "
            "e-mails, feeds, search results and the API lead to it. Pictures, documents "
            "and the admin stay where they are.</p>"
        ),
        MultiFieldPanel(["origin", "path_pattern"], heading="The website"),
        FieldPanel("own_pages"),
        FieldPanel("preview_url"),
    ]
    base_form_class = VersionedForm

    class Meta:
        verbose_name = "website of its own"

    def __str__(self) -> str:
        return self.origin or "None: Gait shows the pages"

    def clean(self) -> None:
        super().clean()
        wrong: dict[str, ValidationError | str] = {}
        for name, normalise in NORMALISED.items():
            try:
                self._normalise(name, normalise)
            except ValidationError as problem:
                wrong[name] = problem
        if self.preview_url and not self.origin and "origin" not in wrong:
            wrong["origin"] = NO_WEBSITE
        if not PATTERN.fullmatch(self.path_pattern):
            wrong["path_pattern"] = NO_PATTERN
        if wrong:
            raise ValidationError(wrong)
        if self.origin:
            self._check_others()

    def _normalise(self, name: str, normalise: Callable[[str], str]) -> None:
        """Stores an address as browsers send it, which may be longer, unless it is empty."""
        if not getattr(self, name):
            return
        found = normalise(getattr(self, name))
        self._meta.get_field(name).run_validators(found)
        setattr(self, name, found)

    def _check_others(self) -> None:
        """Raises ValidationError where two sites would have the same addresses."""
        own = {each.root_url for each in Site.objects.all()}
        if self.origin in own and self.path_pattern.startswith(f"/{PLACEHOLDER}"):
            raise ValidationError({"origin": OWN_ADDRESS})
        others = FrontEnd.objects.filter(origin=self.origin).exclude(pk=self.pk)
        for other in others.exclude(site_id=self.site_id).select_related("site"):
            if other.path_pattern.rstrip("/") == self.path_pattern.rstrip("/"):
                raise ValidationError({"origin": TAKEN % other.site})


def normalised_origin(written: str) -> str:
    """The origin as browsers send it; raises ValidationError unless it is one."""
    parts, host, port = _split(written.strip())
    is_near = _is_near(host)
    if not is_near:
        try:
            check_domain(host)
        except ValidationError:
            raise ValidationError(NO_ORIGIN) from None
    if parts.scheme == "http" and not is_near:
        raise ValidationError(UNENCRYPTED)
    shown = in_brackets(host) if ":" in host else host
    if shown is None or not is_host_name(shown):
        raise ValidationError(NO_ORIGIN)
    suffix = "" if port in {None, USUAL_PORTS[parts.scheme]} else f":{port}"
    return f"{parts.scheme}://{shown}{suffix}"


def checked_preview_url(written: str) -> str:
    """The address as browsers send it; raises ValidationError unless a token may follow.

    It may be on another host than the website, as where that is built as files.
    """
    found = PREVIEW_URL.fullmatch(written.strip())
    if found is None:
        raise ValidationError(NO_PREVIEW_URL)
    origin = normalised_origin(found["origin"])
    if origin in {each.root_url for each in Site.objects.all()}:
        raise ValidationError(PREVIEW_HERE)
    return f"{origin}{found['path']}"


NORMALISED = {"origin": normalised_origin, "preview_url": checked_preview_url}


def _split(written: str) -> tuple[SplitResult, str, int | None]:
    """The parts of an origin, its host in ASCII, and its port."""
    try:
        parts = urlsplit(written)
        # Raises UnicodeError for what is no host name in any alphabet.
        host = (parts.hostname or "").encode("idna").decode()
        port = parts.port
    except ValueError:
        raise ValidationError(NO_ORIGIN) from None
    has_more = parts.path not in {"", "/"} or any(mark in written for mark in "?#@\\")
    is_clean = written.isprintable() and " " not in written
    is_origin = parts.scheme in USUAL_PORTS and host and port != 0
    if not is_origin or has_more or not is_clean:
        raise ValidationError(NO_ORIGIN)
    return parts, host, port


def _is_near(host: str) -> bool:
    """True for a developer's own computer, and for an address of a private network."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_private
    except ValueError:
        return False
