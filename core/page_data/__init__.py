"""Preloaded related objects of pages, in a constant number of queries (no N+1).

Content references images, pages, documents and videos by id. ``load`` collects the ids
from the stored JSON of all given pages and runs one query for each kind; each page then
has its ``page_data``. It never contains unpublished or private pages.
"""

from core.page_data.images import images_with_renditions
from core.page_data.loading import data_of, load, load_as, loader
from core.page_data.page import PageData
from core.page_data.preloaded import Preloaded
from core.page_data.public_pages import hidden_paths, public_in_bulk, under

__all__ = [
    "PageData",
    "Preloaded",
    "data_of",
    "hidden_paths",
    "images_with_renditions",
    "load",
    "load_as",
    "loader",
    "public_in_bulk",
    "under",
]
