from cms.models.images import Image, Rendition
from cms.models.pages import BasePage
from cms.models.users import FormerUser, User

__all__ = ["BasePage", "FormerUser", "Image", "Rendition", "User"]
