from cms.models.images import Image, Rendition
from cms.models.pages import BasePage
from cms.models.site_settings import SiteSettings
from cms.models.users import FormerUser, User

__all__ = ["BasePage", "FormerUser", "Image", "Rendition", "SiteSettings", "User"]
