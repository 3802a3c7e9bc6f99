"""Scopes that each operation of API v3 asks of a token, by the operation's id.

Operations that are read without a token answer any token, and are not listed. A test
compares the table with the OpenAPI document. Another operation that is missing here is
refused to tokens without ``publish`` if it writes.
"""

from core.api.v3.token_scopes import ANY_TOKEN, Need
from core.models import Scope

READS_DRAFTS = Need(Scope.READ_DRAFTS)
WRITES_DRAFTS = Need(Scope.WRITE_DRAFTS)
# Of pages, which have a site.
PUBLISHES = Need(Scope.PUBLISH)
# Of what all sites share: readers see such changes at once.
CHANGES_ALL_SITES = Need(Scope.PUBLISH, all_sites=True)

NEEDS = {
    # About the token and the API itself.
    "whoami": ANY_TOKEN,
    "schema_list": ANY_TOKEN,
    "schema_detail": ANY_TOKEN,
    # The password is asked for beside the token.
    "unlock": ANY_TOKEN,
    "comments_create": Need(Scope.REPLIES),
    "forms_submit": Need(Scope.FORMS),
    "pages_revisions_list": READS_DRAFTS,
    "pages_revisions_detail": READS_DRAFTS,
    "pages_copies_detail": READS_DRAFTS,
    "locales_list": READS_DRAFTS,
    "locales_detail": READS_DRAFTS,
    "snippets_list": READS_DRAFTS,
    "snippets_detail": READS_DRAFTS,
    "sites_list": READS_DRAFTS,
    "sites_detail": READS_DRAFTS,
    # With the action "publish" both need the permission to publish, too.
    "pages_create": WRITES_DRAFTS,
    "pages_update": WRITES_DRAFTS,
    "pages_batch": WRITES_DRAFTS,
    "pages_workflow": READS_DRAFTS,
    "pages_actions_submit": WRITES_DRAFTS,
    "pages_actions_request_changes": WRITES_DRAFTS,
    "pages_actions_cancel_workflow": WRITES_DRAFTS,
    # Publishes after the last step.
    "pages_actions_approve": PUBLISHES,
    "pages_actions_unschedule": PUBLISHES,
    # Makes a draft of an earlier version.
    "pages_actions_revert": WRITES_DRAFTS,
    "pages_delete": PUBLISHES,
    "pages_actions_delete": PUBLISHES,
    "pages_actions_convert_alias": PUBLISHES,
    "pages_actions_copy": PUBLISHES,
    "pages_actions_copy_for_translation": PUBLISHES,
    "pages_actions_create_alias": PUBLISHES,
    "pages_actions_move": PUBLISHES,
    "pages_actions_publish": PUBLISHES,
    "pages_actions_unpublish": PUBLISHES,
    "documents_create": CHANGES_ALL_SITES,
    "documents_delete": CHANGES_ALL_SITES,
    "documents_update": CHANGES_ALL_SITES,
    "images_create": CHANGES_ALL_SITES,
    "images_delete": CHANGES_ALL_SITES,
    "images_update": CHANGES_ALL_SITES,
    "locales_create": CHANGES_ALL_SITES,
    "locales_delete": CHANGES_ALL_SITES,
    "locales_update": CHANGES_ALL_SITES,
    "redirects_create": CHANGES_ALL_SITES,
    "redirects_delete": CHANGES_ALL_SITES,
    "redirects_update": CHANGES_ALL_SITES,
    "sites_create": CHANGES_ALL_SITES,
    "sites_delete": CHANGES_ALL_SITES,
    "sites_update": CHANGES_ALL_SITES,
    # Of these nothing has drafts.
    "snippets_create": CHANGES_ALL_SITES,
    "snippets_delete": CHANGES_ALL_SITES,
    "snippets_actions_delete": CHANGES_ALL_SITES,
    "snippets_update": CHANGES_ALL_SITES,
}
