"""Several writes of pages in one request of API v3, all or none."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as DjangoValidationError
from django.http import Http404, HttpRequest, JsonResponse
from ninja import Schema
from ninja.errors import HttpError
from pydantic import ValidationError as PydanticValidationError
from typing_extensions import TypedDict
from wagtail.api.v3.auth import BearerTokenAuth
from wagtail.api.v3.permissions import require_any_permission
from wagtail.api.v3.routers import pages as stock
from wagtail.models import Page
from wagtail.utils.forms import FormValidationError

from core.api.caching import names_etag
from core.api.errors import Problem, form_errors, words_of
from core.api.tokens import MissingScope, require_publishing
from core.api.v3.dry_runs import DryRunData, trial, written
from core.api.v3.if_match import CHANGED, page_etag
from core.api.v3.page_batch_input import (
    BatchBody,
    BatchSchema,
    CreateOperation,
    MoveOperation,
    Operation,
    PageInput,
    StateOperation,
    UpdateOperation,
)
from core.api.v3.page_changes import DryRun, changed, created, taken_back
from core.api.v3.page_locks import reason_of_lock
from core.api.v3.page_workflows import router, submit
from core.content_input import Path

NOT_THERE = "There is no such page, or the token's owner does not see it."
NOT_ALLOWED = "The token or its owner may not do this."
NOT_EARLIER = "Name an operation before this one, by its position in the list."


class BatchData(Schema):
    """The page of each operation, in their order, as it was after it; where it is now."""

    pages: list[stock.PageDetailSchema]


class BatchTrialData(TypedDict):
    """The page that each operation would store, and the difference it would make."""

    operations: list[DryRunData]


@router.post(
    "/batch/",
    response={200: BatchData | BatchTrialData, 409: Problem, 412: Problem},
    url_name="pages_batch",
    summary="Write several pages",
    operation_id="pages_batch",
    auth=BearerTokenAuth(),
)
@require_any_permission(Page, ("add", "change", "publish"))
def write_pages(
    request: HttpRequest,
    data: BatchSchema = BatchBody(...),  # noqa: B008 - ninja's own way
    dry_run: DryRun = False,
) -> dict[str, list[Page]] | JsonResponse:
    """Runs the operations in their order; if one is refused, none is kept."""
    batch = Batch(request, dry_run=dry_run)
    with taken_back(dry_run=dry_run):
        for position, operation in enumerate(data.operations):
            with _at(position):
                batch.run(position, operation)
    if dry_run:
        return JsonResponse({"operations": batch.trials})
    return {"pages": batch.pages_where_they_are()}


# Otherwise the address would be that of a page.
router.path_operations = {
    "/batch/": router.path_operations["/batch/"],
    **router.path_operations,
}


class Batch:
    """The operations of one request, and the pages that they have made."""

    def __init__(self, request: HttpRequest, *, dry_run: bool) -> None:
        self.request = request
        self.is_dry = dry_run
        self.pages: list[Page] = []
        self.trials: list[DryRunData] = []

    def run(self, position: int, operation: Operation) -> None:
        if isinstance(operation, CreateOperation):
            self._create(position, operation)
            return
        page = self._page(position, operation)
        stored = page.get_latest_revision_as_object()
        before = written(self.request, stored) if self.is_dry else {}
        if isinstance(operation, UpdateOperation):
            _check_type(page, operation)
            self._keep(changed(self.request, page, stored, operation.page), before)
        elif isinstance(operation, MoveOperation):
            self._keep(self._move(position, page, operation), before)
        else:
            self._keep(self._change_state(page, operation.action), before)

    def _create(self, position: int, operation: CreateOperation) -> None:
        meta = operation.page.meta
        path = ("page", "meta", "parent_id")
        meta.parent_id = self._key(position, meta.parent_id, path)
        self._keep(created(self.request, operation.page), {})

    def _move(self, position: int, page: Page, operation: MoveOperation) -> Page:
        require_publishing(self.request)
        key = self._key(position, operation.parent_id, ("parent_id",))
        if page_etag(self.request, key) is None:
            raise _refused(("parent_id",), NOT_THERE)
        target = stock.PageMoveSchema(destination_id=key, position="last-child")
        stock.move(self.request, page.pk, target)
        return Page.objects.get(pk=page.pk).specific

    def pages_where_they_are(self) -> list[Page]:
        """The pages of all operations; later ones may have moved them."""
        keys = [page.pk for page in self.pages]
        names = ("path", "depth", "url_path")
        found = Page.objects.filter(pk__in=keys).values_list("pk", *names)
        places = {key: dict(zip(names, place, strict=True)) for key, *place in found}
        for page in self.pages:
            vars(page).update(places[page.pk])
        return self.pages

    def _key(self, position: int, sent: PageInput, path: Path) -> int:
        """The id of a page; that of an operation has to be of an earlier one."""
        if not isinstance(sent, dict):
            return sent
        if sent["operation"] >= position:
            raise _refused((*path, "operation"), NOT_EARLIER)
        key: int = self.pages[sent["operation"]].pk
        return key

    def _keep(self, page: Page, before: dict[str, Any]) -> None:
        self.pages.append(page)
        if self.is_dry:
            self.trials.append(trial(self.request, page, before))

    def _page(
        self, position: int, operation: UpdateOperation | MoveOperation | StateOperation
    ) -> Page:
        """The page of the operation, if it is seen and is as ``if_match`` says."""
        key = self._key(position, operation.id, ("id",))
        tag = page_etag(self.request, key, lock=True)
        page = Page.objects.filter(pk=key, depth__gt=1).first()
        if tag is None or page is None:
            raise _refused(("id",), NOT_THERE)
        if operation.if_match and not names_etag(operation.if_match, tag):
            raise HttpError(412, CHANGED)
        return page.specific

    def _change_state(self, page: Page, action: str) -> Page:
        if action == "publish":
            require_publishing(self.request)
            if reason := reason_of_lock(page, self.request.user):
                raise PermissionDenied(reason)
            stock.publish(self.request, page.pk)
        elif action == "unpublish":
            require_publishing(self.request)
            stock.unpublish(self.request, page.pk, stock.PageUnpublishSchema())
        else:
            submit(self.request, page)
        return Page.objects.get(pk=page.pk).specific


def _check_type(page: Page, operation: UpdateOperation) -> None:
    label = page._meta.label
    if operation.page.meta.type != label:
        raise _refused(("page", "meta", "type"), f"This page is of the type {label}.")


def _refused(path: Path, message: str) -> FormValidationError:
    return FormValidationError({path: [(message, "invalid")]})


@contextmanager
def _at(position: int) -> Iterator[None]:
    """Adds the position of the operation to the paths and words of what refuses it."""
    start = ("operations", position)
    try:
        yield
    except DjangoValidationError as error:
        raise FormValidationError(
            {
                (*start, *_below(path)): [(text, code or "invalid")]
                for path, text, code in form_errors(error)
            }
        ) from error
    except PydanticValidationError as error:
        raise FormValidationError(
            {
                (*start, *each["loc"]): [(each["msg"], each["type"])]
                for each in error.errors()
            }
        ) from error
    except MissingScope as error:
        raise MissingScope(error.scope, f"Operation {position}: {error}") from error
    except PermissionDenied as error:
        raise PermissionDenied(
            f"Operation {position}: {str(error) or NOT_ALLOWED}"
        ) from error
    except Http404 as error:
        raise HttpError(404, f"Operation {position}: {words_of(error)}") from error
    except HttpError as error:
        raise HttpError(error.status_code, f"Operation {position}: {error}") from None


def _below(path: list[str | int]) -> Path:
    """The path of a field in the operation; the fields of the page are in ``page``."""
    return (
        tuple(path)
        if path[:1] in (["id"], ["page"], ["parent_id"])
        else ("page", *path)
    )
