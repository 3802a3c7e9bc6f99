"""Drafts that a preview token shows: of a revision, or of a form that nobody saved."""

from collections.abc import Iterator

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, QueryDict
from django.urls import reverse
from wagtail.admin.models import FormState
from wagtail.admin.views.pages.preview import PreviewOnCreateView, PreviewOnEditView
from wagtail.models import Page

from core.models import BasePage, User
from core.preview_tokens import PreviewToken

# The id of a page that was never saved.
UNSAVED = 0


class PreviewEnded(Exception):
    """Raised where the token shows nothing any more."""


class IncompleteForm(Exception):
    """Raised for a form whose mistakes keep it from being shown."""


class Draft:
    """A page as it is in a draft, its editor, and the address of its form."""

    def __init__(self, page: Page, user: User, form_path: str) -> None:
        if not isinstance(page, BasePage):
            # Its code is gone.
            raise PreviewEnded
        self.page, self.user, self.form_path = page, user, form_path


def drafts(token: PreviewToken) -> Iterator[Draft]:
    """Yields the drafts of the token, the first one first; raises PreviewEnded."""
    user = _editor(token)
    if token.form:
        yield _of_form(token.form, user)
    for page_id, revision_id in token.revisions.items():
        yield _of_revision(page_id, revision_id, user)


def _editor(token: PreviewToken) -> User:
    user = User.objects.filter(pk=token.user_id).first()
    if user is None or not token.is_of(user):
        raise PreviewEnded
    if not user.has_perm("wagtailadmin.access_admin"):
        raise PreviewEnded
    return user


def _of_revision(page_id: int, revision_id: int | None, user: User) -> Draft:
    found = Page.objects.filter(pk=page_id).first()
    if found is None:
        raise PreviewEnded
    page = found.specific
    rights = page.permissions_for_user(user)
    if not (rights.can_edit() or rights.can_publish()):
        raise PreviewEnded
    if revision_id:
        revision = page.revisions.filter(pk=revision_id).first()
        if revision is None:
            raise PreviewEnded
        page = revision.as_object()
    return Draft(page, user, reverse("wagtailadmin_pages:edit", args=[page_id]))


def _of_form(key: int, user: User) -> Draft:
    """The page of a stored form, by Wagtail's own views, which check the rights."""
    state = FormState.objects.filter(pk=key, user=user).first()
    if state is None:
        raise PreviewEnded
    request = HttpRequest()
    request.user = user
    view = PreviewOnEditView() if state.object_id else PreviewOnCreateView()
    try:
        view.setup(request, **_arguments(state))
    except (PermissionDenied, Http404):
        raise PreviewEnded from None
    form = view.get_form(QueryDict(state.data))
    if not view.validate_form(form):
        raise IncompleteForm
    form.save(commit=False)
    page = view.object
    page.set_url_path(form.parent_page)
    if not state.object_id:
        page.pk = page.id = UNSAVED
    return Draft(page, user, _form_path(state))


# Any: as the URL patterns take them.
def _arguments(state: FormState) -> dict[str, str | int]:
    if state.object_id:
        return {"page_id": int(state.object_id)}
    kind = state.content_type
    return {
        "content_type_app_name": kind.app_label,
        "content_type_model_name": kind.model,
        "parent_page_id": int(state.parent_object_id),
    }


def _form_path(state: FormState) -> str:
    name = "edit" if state.object_id else "add"
    return reverse(f"wagtailadmin_pages:{name}", args=[*_arguments(state).values()])
