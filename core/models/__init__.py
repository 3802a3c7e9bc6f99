from core.models.images import Image, Rendition
from core.models.pages import BasePage
from core.models.site_settings import SiteSettings
from core.models.users import FormerUser, User

__all__ = ["BasePage", "FormerUser", "Image", "Rendition", "SiteSettings", "User"]
