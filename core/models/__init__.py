from core.models.front_ends import FrontEnd
from core.models.images import Image, Rendition
from core.models.pages import BasePage
from core.models.search import (
    ChosenResult,
    SearchDocument,
    SearchSynonyms,
    SearchWithoutResults,
    SearchWord,
)
from core.models.site_files import SiteFiles
from core.models.site_settings import SiteSettings
from core.models.tokens import Scope, TokenAccess
from core.models.users import FormerUser, User

__all__ = [
    "BasePage",
    "ChosenResult",
    "FormerUser",
    "FrontEnd",
    "Image",
    "Rendition",
    "Scope",
    "SearchDocument",
    "SearchSynonyms",
    "SearchWithoutResults",
    "SearchWord",
    "SiteFiles",
    "SiteSettings",
    "TokenAccess",
    "User",
]
