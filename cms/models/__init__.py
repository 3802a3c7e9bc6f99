from cms.models.images import Image, Rendition
from cms.models.pages import BasePage
from cms.models.users import User

__all__ = ["BasePage", "Image", "Rendition", "User"]
