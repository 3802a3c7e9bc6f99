"""Page data of the contact page and of forms, with the whole clinic."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import partial

from wagtail.models import Page

from clinic import page_data as clinic_page_data
from clinic.page_data import ClinicPageData
from contact.models import ContactPage, FormField, FormPage
from core.page_data import loader, under


class ContactPageData(ClinicPageData):
    """Page data of a contact page with its forms, read for all pages when needed."""

    contact_paths: Sequence[str] = ()

    @property
    def forms(self) -> list[FormPage]:
        """The public forms below the page, in the order of the tree."""
        hidden = self.preloaded.hidden
        by_parent = partial(_forms_by_parent, self.contact_paths, hidden=hidden)
        return self.preloaded.memoize("forms", by_parent)[self.page.path]


def _forms_by_parent(
    paths: Sequence[str], *, hidden: Sequence[str]
) -> defaultdict[str, list[FormPage]]:
    found: defaultdict[str, list[FormPage]] = defaultdict(list)
    forms = FormPage.objects.live().filter(under(paths)).exclude(under(hidden))
    for form in forms.order_by("path"):
        found[form.path[: -form.steplen]].append(form)
    return found


class FormPageData(ClinicPageData):
    """Page data of a form with its questions, read for all forms at once when needed."""

    form_keys: Sequence[int] = ()

    @property
    def questions(self) -> Iterable[FormField]:
        """In their order; those of the revision, if the page was made of one."""
        if self.page.form_fields.is_deferring:
            return self.page.form_fields.all()
        by_form = partial(_questions_by_form, self.form_keys)
        return self.preloaded.memoize("questions", by_form)[self.page.pk]


def _questions_by_form(keys: Sequence[int]) -> defaultdict[int, list[FormField]]:
    found: defaultdict[int, list[FormField]] = defaultdict(list)
    for question in FormField.objects.filter(page__in=keys).order_by("sort_order"):
        found[question.page_id].append(question)
    return found


@loader(ContactPage)
def load(pages: Sequence[Page], *, hidden: Sequence[str] | None = None) -> None:
    """Sets ``page_data`` on each page, with the links of the clinic's texts."""
    clinic_page_data.load(
        pages, data_class=ContactPageData, hidden=hidden, whole_clinic=True
    )
    paths = [page.path for page in pages]
    for page in pages:
        ContactPageData.of(page).contact_paths = paths


@loader(FormPage)
def load_forms(
    pages: Sequence[FormPage], *, hidden: Sequence[str] | None = None
) -> None:
    """The same, with the questions of forms."""
    clinic_page_data.load(
        pages, data_class=FormPageData, hidden=hidden, whole_clinic=True
    )
    keys = [page.pk for page in pages]
    for page in pages:
        FormPageData.of(page).form_keys = keys
