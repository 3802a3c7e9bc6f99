"""Several writes of pages in one request of API v3, all or none."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any, Literal, TypeAlias

from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as DjangoValidationError
from django.http import Http404, HttpRequest, JsonResponse
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError
from ninja.params.models import BodyModel
from ninja.types import DictStrAny
from pydantic import BeforeValidator, ConfigDict, Discriminator, Field, Tag
from pydantic import ValidationError as PydanticValidationError
from typing_extensions import TypedDict
from wagtail.api.v3.auth import BearerTokenAuth
from wagtail.api.v3.permissions import require_any_permission
from wagtail.api.v3.querysets import get_pages_queryset
from wagtail.api.v3.routers import pages as stock
from wagtail.api.v3.schemas.params import TypeInjectingBody
from wagtail.models import Page
from wagtail.utils.forms import FormValidationError

from core.api.caching import names_etag
from core.api.errors import Problem, form_errors
from core.api.v3.dry_runs import DryRunData, trial, written
from core.api.v3.if_match import CHANGED, page_etag
from core.api.v3.page_changes import DryRun, changed, created, taken_back
from core.api.v3.page_input import PageCreate, PageUpdate, without_read_only
from core.api.v3.page_workflows import router, submit
from core.content_input import Key, Path

MOST_OPERATIONS = 50
NOT_THERE = "There is no such page, or the token's owner does not see it."
NOT_ALLOWED = "The token or its owner may not do this."
NOT_EARLIER = "Name an operation before this one, by its position in the list."
NO_PAGE = 'Send the id of a page, or {"operation": 0} for that of an earlier operation.'
NO_OPERATION = "“action” says what to do: create, update, publish, unpublish, submit."


class EarlierInput(TypedDict):
    """The page of an operation before this one, by its position in the list."""

    __pydantic_config__ = ConfigDict(extra="forbid")  # type: ignore[misc]

    operation: Annotated[int, Field(strict=True, ge=0, lt=MOST_OPERATIONS)]


# Any, here and in the functions of unions: JSON that is not validated yet.
def _page_member(value: Any) -> str:
    return " earlier" if isinstance(value, dict) else " id"


PageInput: TypeAlias = Annotated[
    Annotated[Key, Tag(" id")] | Annotated[EarlierInput, Tag(" earlier")],
    Discriminator(_page_member),
]


def _object(value: Any) -> Any:
    if not isinstance(value, dict):
        # Wagtail's union would take it for a page.
        raise ValueError("Send an object.")
    return value


class CreateOperation(Schema):
    """Creates a page, as ``POST pages/`` does."""

    action: Literal["create"]
    page: Annotated[PageCreate, BeforeValidator(_object)]


class UpdateOperation(Schema):
    """Changes a page, as ``PATCH pages/{id}/`` does; ``if_match`` is its ETag."""

    action: Literal["update"]
    id: PageInput
    if_match: str | None = None
    page: Annotated[PageUpdate, BeforeValidator(_object)]


class StateOperation(Schema):
    """Publishes a page, takes it off, or submits it to its workflow."""

    action: Literal["publish", "unpublish", "submit"]
    id: PageInput
    if_match: str | None = None


def _action(value: Any) -> str | None:
    action = value.get("action") if isinstance(value, dict) else None
    kinds = {"create": " create", "update": " update"}
    kinds |= dict.fromkeys(("publish", "unpublish", "submit"), " state")
    return kinds.get(action) if isinstance(action, str) else None


Operation: TypeAlias = Annotated[
    Annotated[CreateOperation, Tag(" create")]
    | Annotated[UpdateOperation, Tag(" update")]
    | Annotated[StateOperation, Tag(" state")],
    Discriminator(
        _action,
        custom_error_type="operation",
        custom_error_message=NO_OPERATION,
    ),
]


class BatchSchema(Schema):
    operations: list[Operation] = Field(min_length=1, max_length=MOST_OPERATIONS)


class BatchData(Schema):
    """The page of each operation, in their order, as it was after it."""

    pages: list[stock.PageDetailSchema]


class BatchTrialData(TypedDict):
    """The page that each operation would store, and the difference it would make."""

    operations: list[DryRunData]


class BatchBodyModel(BodyModel):
    @classmethod
    def get_request_data(
        cls, request: HttpRequest, api: NinjaAPI, path_params: DictStrAny
    ) -> DictStrAny | None:
        """Adds the types of pages, and takes out what only reading shows."""
        data = super().get_request_data(request, api, path_params)
        operations = (data or {}).get("data", {}).get("operations")
        if isinstance(operations, list):
            # Others are refused for their number.
            _complete(request, operations[:MOST_OPERATIONS])
        return data


def _complete(request: HttpRequest, operations: list[Any]) -> None:
    changing = [each for each in operations if _is_for_page(each)]
    ids = [each["id"] for each in changing if isinstance(each.get("id"), int)]
    kinds = _types_of(request, ids)
    for each in changing:
        page, place = each["page"], each.get("id")
        meta = page.setdefault("meta", {})
        if isinstance(meta, dict) and "type" not in meta:
            meta["type"] = kinds.get(place) if isinstance(place, int) else None
            meta["type"] = meta["type"] or _type_of_earlier(operations, place)
        each["page"] = without_read_only(page)


def _is_for_page(operation: Any) -> bool:
    return isinstance(operation, dict) and isinstance(operation.get("page"), dict)


def _types_of(request: HttpRequest, ids: list[int]) -> dict[int, str]:
    """The types of those pages that the token's owner sees."""
    found = get_pages_queryset(request).filter(pk__in=ids[:MOST_OPERATIONS])
    return {
        page.pk: page.cached_content_type.model_class()._meta.label for page in found
    }


def _type_of_earlier(operations: list[Any], place: Any) -> Any:
    number = place.get("operation") if isinstance(place, dict) else None
    if not isinstance(number, int) or not 0 <= number < len(operations):
        return None
    earlier = operations[number]
    meta = earlier["page"].get("meta") if _is_for_page(earlier) else None
    return meta.get("type") if isinstance(meta, dict) else None


class BatchBody(TypeInjectingBody):
    _model = BatchBodyModel


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
    return {"pages": batch.pages}


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
            self._keep(created(self.request, operation.page), {})
            return
        page = self._page(position, operation)
        stored = page.get_latest_revision_as_object()
        before = written(self.request, stored) if self.is_dry else {}
        if isinstance(operation, UpdateOperation):
            _check_type(page, operation)
            self._keep(changed(self.request, page, stored, operation.page), before)
        else:
            self._keep(self._change_state(page, operation.action), before)

    def _keep(self, page: Page, before: dict[str, Any]) -> None:
        self.pages.append(page)
        if self.is_dry:
            self.trials.append(trial(self.request, page, before))

    def _page(self, position: int, operation: UpdateOperation | StateOperation) -> Page:
        """The page of the operation, if it is seen and is as ``if_match`` says."""
        key = operation.id
        if isinstance(key, dict):
            if key["operation"] >= position:
                raise _refused(("id", "operation"), NOT_EARLIER)
            key = self.pages[key["operation"]].pk
        tag = page_etag(self.request, key, lock=True)
        page = Page.objects.filter(pk=key, depth__gt=1).first()
        if tag is None or page is None:
            raise _refused(("id",), NOT_THERE)
        if operation.if_match and not names_etag(operation.if_match, tag):
            raise HttpError(412, CHANGED)
        return page.specific

    def _change_state(self, page: Page, action: str) -> Page:
        if action == "publish":
            stock.publish(self.request, page.pk)
        elif action == "unpublish":
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
    except PermissionDenied as error:
        raise PermissionDenied(
            f"Operation {position}: {str(error) or NOT_ALLOWED}"
        ) from error
    except Http404 as error:
        raise HttpError(
            404, f"Operation {position}: {str(error) or NOT_THERE}"
        ) from error
    except HttpError as error:
        raise HttpError(error.status_code, f"Operation {position}: {error}") from None


def _below(path: list[str | int]) -> Path:
    """The path of a field in the operation; the fields of the page are in ``page``."""
    return tuple(path) if path[:1] in (["id"], ["page"]) else ("page", *path)
