"""Creation and change of pages by what was sent, through the form of the admin."""

import json
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from django.db.models import ForeignKey, ManyToManyField, Model
from django.db.models.fields.reverse_related import ForeignObjectRel
from django.forms import Widget
from django.forms.formsets import DELETION_FIELD_NAME, ORDERING_FIELD_NAME
from django.http import HttpRequest
from ninja.responses import NinjaJSONEncoder
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import get_form_for_model
from wagtail.api.conf import get_model_field
from wagtail.api.v3.form_data import build_form_data
from wagtail.api.v3.registry import registry
from wagtail.blocks.base import BlockField
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.utils.forms import FormValidationError

from core.api.v3.link_targets import LinkTargets, missing
from core.api.v3.page_input import written_fields
from core.api.v3.rich_text import stored_rich_text
from core.api.v3.text_allowance import TextAllowance
from core.content_input import (
    ABSENT,
    Conversion,
    Path,
    Sent,
    stored_stream,
    stream_errors,
)

NOT_THERE = "There is none with this id that you may use."

# Any, here and below: JSON, whose shape differs from field to field.
Payload = Mapping[str, Any]


class StoredInput(Widget):
    """Takes a value that is in its stored form already."""

    # Any: what Django's widgets take and give.
    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return data.get(name)


class StoredStreamInput(Widget):
    """Takes the stored JSON of a stream; ``block_def`` as in Wagtail's widget."""

    def __init__(self, field: BlockField) -> None:
        super().__init__()
        self.block_def = field.block

    # Any: what Django's widgets take and give.
    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return self.block_def.to_python(data.get(name))


# Any: one of the generated schemas.
def sent_fields_of(data: Any) -> dict[str, Any]:
    """The fields that the body has."""
    return data.model_dump(exclude={"meta"}, exclude_unset=True)


def shown(request: HttpRequest, instance: Model) -> dict[str, Any]:
    """The page or snippet as reading shows it, as JSON."""
    schema = registry.get(instance._meta.label).read_schema
    read = schema.model_validate(instance, context={"request": request})
    # By the encoder of the answers, which writes times in another form than pydantic.
    return json.loads(json.dumps(read.model_dump(by_alias=True), cls=NinjaJSONEncoder))


def form_for_new(
    request: HttpRequest, model: type[Page], parent: Page, sent: Payload
) -> WagtailAdminModelForm:
    """The admin's form of a new page, filled with what was sent."""
    page = model(owner=request.user, locale=parent.locale)
    given = dict(sent)
    if not given.get("slug") and given.get("title"):
        given["slug"] = _slug_of(page, parent, given["title"])
    values = _without_rows(model) | _converted(request, page, None, given)
    return _form(request, page, parent, values, [*values, *_required(model)])


def _slug_of(page: Page, parent: Page, title: str) -> str:
    """The slug that Wagtail makes of the title; it looks for others below the parent."""
    page._cached_parent_obj = parent
    page.title = title
    page.minimal_clean()
    page._cached_parent_obj = None
    return page.slug


def _without_rows(model: type[Page]) -> dict[str, Any]:
    """No rows for each relation of a new page, such as the questions of a form."""
    fields = written_fields(model).items()
    return {name: [] for name, field in fields if isinstance(field, ForeignObjectRel)}


def _required(model: type[Page]) -> Iterator[str]:
    """The fields that a form refuses to leave empty, and that have no default."""
    for name, field in written_fields(model).items():
        if not isinstance(field, ForeignObjectRel) and not (
            field.blank or field.has_default()
        ):
            yield name


def form_for_change(
    request: HttpRequest, page: Page, stored: Page, sent: Payload
) -> WagtailAdminModelForm:
    """The admin's form of the latest revision with the fields that were changed.

    ``stored`` is another instance of the same revision, which stays as it is.
    """
    read = shown(request, stored)
    changed = {
        name: value
        for name, value in sent.items()
        if name not in read
        or not (value == read[name] or _refers_alike(value, read[name]))
    }
    values = _converted(request, page, stored, changed)
    return _form(request, page, page.get_parent(), values, list(values))


# Any: JSON.
def _refers_alike(sent: Any, read: Any) -> bool:
    """True if the objects that were sent, by their ids, are those that reading shows."""
    if isinstance(sent, list) and isinstance(read, list):
        return len(sent) == len(read) and all(map(_refers_alike, sent, read))
    key = read.get("id") if isinstance(read, dict) else None
    return isinstance(key, int) and sent in (key, {"id": key})


def _form(
    request: HttpRequest, page: Page, parent: Page, values: Payload, names: list[str]
) -> WagtailAdminModelForm:
    made = _form_class(type(page), names)
    as_stored = {
        name: value
        for name, value in values.items()
        if isinstance(_field(page, name), StreamField | RichTextField)
    }
    others = {name: value for name, value in values.items() if name not in as_stored}
    data = build_form_data(made, others, instance=page if page.pk else None)
    for name, value in as_stored.items():
        data[name] = value
    form = made(data=data, instance=page, parent_page=parent, for_user=request.user)
    for name, field in form.fields.items():
        if isinstance(field, BlockField):
            field.widget = StoredStreamInput(field)
        elif name in as_stored:
            field.widget = StoredInput()
    return form


def _form_class(model: type[Page], names: list[str]) -> type[WagtailAdminModelForm]:
    """The admin's form class with these fields and rows only."""
    handler = model.get_edit_handler()
    options = handler.get_form_options()
    formsets = options.get("formsets") or {}
    return get_form_for_model(
        model,
        form_class=handler.base_form_class or model.base_form_class,
        **{
            **options,
            "fields": [name for name in names if name not in formsets],
            "formsets": {name: formsets[name] for name in formsets if name in names},
        },
    )


def _field(page: Page, name: str) -> Any:
    # Any: a field or a relation, of many classes.
    return get_model_field(type(page), name)


def _converted(
    request: HttpRequest, page: Page, stored: Page | None, sent: Payload
) -> dict[str, Any]:
    """The form's values of what was sent; raises FormValidationError."""
    data = stored.page_data if stored else None
    to_stored = partial(stored_rich_text, allowance=TextAllowance.of(request))
    into = Conversion(data, LinkTargets(request, data), to_stored)
    values = {
        name: _form_value(
            _field(page, name), stored, Sent(value, ABSENT, (name,)), into
        )
        for name, value in sent.items()
    }
    check_references(request, into)
    if into.errors:
        raise FormValidationError(into.errors)
    return values


def _form_value(field: Any, stored: Page | None, sent: Sent, into: Conversion) -> Any:
    match field:
        case StreamField():
            value = getattr(stored, field.name) if stored else ABSENT
            return stored_stream(field.stream_block, sent._replace(stored=value), into)
        case RichTextField():
            return into.rich_text(sent, field.features)
        case ForeignKey():
            value = getattr(stored, field.attname, ABSENT)
            return into.refer(field.related_model, sent._replace(stored=value))
        case ManyToManyField():
            return [
                into.refer(
                    field.related_model, Sent(each, ABSENT, (*sent.path, position))
                )
                for position, each in enumerate(sent.value)
            ]
    return sent.value


def check_references(request: HttpRequest, into: Conversion) -> None:
    """Adds an error for each new reference to what the token's owner may not use."""
    for model, found in into.references.items():
        for key in missing(request, model, found):
            for path in found[key]:
                into.refuse(path, NOT_THERE, "not_found")


def execute(form: WagtailAdminModelForm, action: Any) -> None:
    """Runs Wagtail's action with the form; raises errors with their exact paths.

    Any: one of several classes of actions.
    """
    try:
        action.execute()
    except FormValidationError:
        raise FormValidationError(dict(_errors(form))) from None


def _errors(
    form: WagtailAdminModelForm,
) -> Iterator[tuple[Path, list[tuple[str, str]]]]:
    found: dict[Path, list[tuple[str, str]]] = {}
    found |= {
        _row_path(form, path): messages
        for path, messages in FormValidationError.get_form_errors_as_dict(form).items()
        if not isinstance(form.fields.get(str(path[0])), BlockField)
        and not _is_left_out(form, path)
    }
    for name, errors in form.errors.as_data().items():
        field = form.fields.get(name)
        for error in errors if isinstance(field, BlockField) else ():
            stored = form.data.get(name) or []
            for path, text, code in stream_errors(field.block, stored, error, (name,)):
                found.setdefault(path, []).append((text, code))
    yield from found.items()


def _is_left_out(form: WagtailAdminModelForm, path: Path) -> bool:
    """True for an error in a row that was not sent, and is deleted therefore."""
    return bool(form.data.get("-".join(map(str, (*path[:2], DELETION_FIELD_NAME)))))


def _row_path(form: WagtailAdminModelForm, path: Path) -> Path:
    """The path of an error in a row, by the row's position in what was sent."""
    if len(path) < 2 or path[0] not in form.formsets:
        return path
    name, number, *below = path
    order = form.data.get(f"{name}-{number}-{ORDERING_FIELD_NAME}")
    return (name, int(order) - 1 if order else number, *below)
