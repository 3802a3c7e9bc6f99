"""Tracked tables of Wagtail and of core; the apps above register their own."""

from taggit.models import Tag, TaggedItem
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.embeds.models import Embed
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Locale,
    Page,
    PageViewRestriction,
    Site,
    get_page_models,
)

from core.models import (
    ChosenResult,
    FrontEnd,
    Image,
    Rendition,
    SearchDocument,
    SearchSynonyms,
    SiteFiles,
)
from core.models.search import SearchWord
from delivery.changed_objects import (
    files_called,
    name_kind,
    objects_called,
    objects_of_sites,
    page_texts,
)
from delivery.tracking import TouchedTag, TrackedTable, tables, track, track_page_type

# Columns of a page that concern its editors only.
EDITORIAL = {
    *("numchild", "latest_revision_id", "latest_revision_created_at"),
    *("live_revision_id", "has_unpublished_changes", "draft_title", "owner_id"),
    *("go_live_at", "expire_at", "expired", "locked", "locked_at", "locked_by_id"),
}
# A draft is public as a link in a chain of aliases, hides what is below it, and is the
# beginning of the addresses of its site.
IS_PUBLIC_PAGE = (
    "{row}.live OR {row}.alias_of_id IS NOT NULL "
    "OR EXISTS (SELECT 1 FROM wagtailcore_site AS begun "
    "WHERE begun.root_page_id = {row}.id) "
    "OR EXISTS (SELECT 1 FROM wagtailcore_page AS alias "
    "WHERE alias.alias_of_id = {row}.id) "
    "OR EXISTS (SELECT 1 FROM wagtailcore_pageviewrestriction AS own "
    "WHERE own.page_id = {row}.id)"
)
# An alias of a private page is private, too.
RESTRICTIONS = (
    "SELECT 'restrictions' WHERE {row}.alias_of_id IS NOT NULL OR EXISTS "
    "(SELECT 1 FROM wagtailcore_pageviewrestriction AS it WHERE it.page_id = {row}.id)"
)

for table in (
    TrackedTable(
        Page,
        kind="page",
        lists="pages",
        instance_tag="page",
        private=EDITORIAL,
        public_if=IS_PUBLIC_PAGE,
        touches=[TouchedTag(RESTRICTIONS, columns=("alias_of_id", "path"))],
        path="CASE WHEN {row}.live THEN {row}.url_path ELSE '' END",
        dated="COALESCE({row}.last_published_at, {row}.first_published_at)",
    ),
    TrackedTable(
        Site, kind="site", lists="sites", instance_tag="site", path="{row}.hostname"
    ),
    TrackedTable(
        FrontEnd,
        kind="front-end",
        lists=FrontEnd.list_tag,
        touches=[TouchedTag("SELECT 'site-' || {row}.site_id")],
    ),
    TrackedTable(SiteFiles, kind="site-files", lists=SiteFiles.list_tag),
    TrackedTable(Locale, kind="locale", lists="locales"),
    TrackedTable(
        PageViewRestriction,
        kind="restriction",
        lists="restrictions",
        touches=[TouchedTag("SELECT 'page-' || {row}.page_id")],
        page_tag="page-",
    ),
    TrackedTable(Collection, kind="collection", lists="collections"),
    TrackedTable(
        CollectionViewRestriction, kind="collection-restriction", lists="collections"
    ),
    TrackedTable(Redirect, kind="redirect", lists="redirects", path="{row}.old_path"),
    TrackedTable(
        Image,
        kind="image",
        lists="images",
        instance_tag="image",
        private={"uploaded_by_user_id"},
        dated="{row}.created_at",
    ),
    TrackedTable(
        Rendition,
        kind="image",
        lists="images",
        key="image_id",
        is_derived=True,
        touches=[TouchedTag("SELECT 'image-' || {row}.image_id")],
    ),
    TrackedTable(
        get_document_model(),
        kind="document",
        lists="documents",
        instance_tag="document",
        private={"uploaded_by_user_id"},
        dated="{row}.created_at",
    ),
    TrackedTable(Embed, kind="embed", lists="embeds"),
    TrackedTable(Tag, kind="tag", lists="tags"),
    TrackedTable(TaggedItem, kind="tagged-item", lists="tags"),
    TrackedTable(SearchSynonyms, kind="synonyms", lists="synonyms"),
    TrackedTable(ChosenResult, kind="chosen-result", lists="chosen-results"),
    TrackedTable(
        SearchDocument, kind="search-document", lists="search", is_derived=True
    ),
    TrackedTable(SearchWord, kind="search-word", lists="search", is_derived=True),
):
    track(table)

# Kinds that are not named here are "Other" to editors.
name_kind("everything", "All content")
name_kind("page", "Page", page_texts)
name_kind("image", "Picture", files_called("Picture", Image))
name_kind("document", "Document", files_called("Document", get_document_model()))
name_kind("site", "Site", objects_of_sites("Site", Site, site="id"))
name_kind(
    "front-end",
    "Website of its own",
    objects_of_sites("Website of its own", FrontEnd),
)
name_kind("restriction", "Privacy")
name_kind("collection", "Collection")
name_kind("redirect", "Redirect")
name_kind(
    "synonyms", "Search synonyms", objects_called("Search synonyms", SearchSynonyms)
)
name_kind("chosen-result", "Chosen result")


def track_other_page_types() -> None:
    """Registers page types that no app has registered."""
    for model in get_page_models():
        if model._meta.db_table not in tables:
            track_page_type(model, lists="pages")
