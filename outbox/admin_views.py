"""Admin views of webhooks, their secrets, and the log of messages."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.views.decorators.cache import never_cache
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import CreateView, DeleteView, EditView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import log

from outbox import events, signing
from outbox.forms import EndpointForm
from outbox.models import Attempt, Delivery, Endpoint, Event
from outbox.tasks import CHANGE_WEBHOOKS
from public_forms.admin_views import AdminScreen

TITLE = "Webhooks and caches"
# Receivers learn the new secret within this time.
OVERLAP = timedelta(hours=24)
SECRET_FIELDS = [
    *("secret", "previous_secret", "previous_secret_until", "is_secret_shown")
]
SHOWN = "outbox.show_secret"
REPLACED = "outbox.replace_secret"
ON_A_PAGE = 50
IT_IS_OFF = "It waits, as the webhook is switched off."

Status = Delivery.Status


class WebhooksView(IndexView):
    def get_base_queryset(self) -> QuerySet[Endpoint]:
        return with_numbers(Endpoint.objects.webhooks())


def with_numbers(endpoints: QuerySet[Endpoint]) -> QuerySet[Endpoint]:
    """Endpoints with ``number_waiting``, ``number_given_up`` and ``accepted_at``."""
    waiting = Q(deliveries__status=Status.WAITING)
    given_up = Q(deliveries__status=Status.GIVEN_UP)
    delivered = Q(deliveries__status=Status.DELIVERED)
    problems = Attempt.objects.filter(delivery__endpoint=OuterRef("pk"))
    return endpoints.annotate(
        number_waiting=Count("deliveries", filter=waiting),
        number_given_up=Count("deliveries", filter=given_up),
        accepted_at=Max("deliveries__finished_at", filter=delivered),
        last_problem=Subquery(problems.order_by("-pk").values("problem")[:1]),
    )


class CreateWebhook(CreateView):
    def get_success_url(self) -> str:
        if not self.request.user.has_perm(CHANGE_WEBHOOKS):
            return reverse("webhooks:index")
        return reverse("outbox_secret", args=[self.object.pk])


class EditWebhook(EditView):
    def get_queryset(self) -> QuerySet[Endpoint]:
        return Endpoint.objects.webhooks()

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        links = [
            ("Messages and test", "outbox_messages", "mail"),
            ("Secret", "outbox_secret", "key"),
        ]
        return [
            *super().header_more_buttons,
            *(
                Button(label, url=reverse(name, args=[self.object.pk]), icon_name=icon)
                for label, name, icon in links
            ),
        ]


class DeleteWebhook(DeleteView):
    def get_queryset(self) -> QuerySet[Endpoint]:
        return Endpoint.objects.webhooks()

    @transaction.atomic
    def delete_action(self) -> None:
        """Deletes it after all that others write about it at the same time."""
        list(Endpoint.objects.select_for_update().filter(pk=self.object.pk))
        super().delete_action()


class WebhookViewSet(ModelViewSet):
    model = Endpoint
    name = "webhooks"
    icon = "link"
    menu_label = "Webhooks"
    add_to_settings_menu = True
    copy_view_enabled = False
    inspect_view_enabled = False
    add_to_reference_index = False
    index_view_class = WebhooksView
    add_view_class = CreateWebhook
    edit_view_class = EditWebhook
    delete_view_class = DeleteWebhook
    ordering = ["name"]
    search_fields: list[str] = []
    list_display = [
        "name",
        Column("url", label="Address", classname="queue-wide"),
        Column("state", label="State"),
        Column("number_waiting", label="Waiting", classname="queue-wide"),
    ]

    def get_form_class(self, for_update: bool = False) -> type[EndpointForm]:
        return EndpointForm


class OutboxScreen(AdminScreen):
    """Admin screen below the overview of messages."""

    permission = CHANGE_WEBHOOKS
    header_icon = "mail"
    page_title = TITLE

    @cached_property
    def endpoint(self) -> Endpoint:
        return get_object_or_404(Endpoint, pk=self.kwargs["pk"])

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            {"url": reverse("wagtailadmin_home"), "label": "Home"},
            {"url": reverse("outbox"), "label": TITLE},
            *self.below_overview(),
        ]

    def below_overview(self) -> list[dict[str, str]]:
        return []


class Overview(OutboxScreen):
    """Lists all endpoints, with what is on its way to them and what failed."""

    template_name = "outbox/admin/overview.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "endpoints": with_numbers(Endpoint.objects.order_by("kind", "name")),
        }


class Messages(OutboxScreen):
    """Lists the messages to one endpoint, and sends tests and messages again."""

    template_name = "outbox/admin/messages.html"

    def get_page_subtitle(self) -> str:
        return str(self.endpoint)

    def below_overview(self) -> list[dict[str, str]]:
        return [{"url": "", "label": str(self.endpoint)}]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        actions: dict[str, Callable[[], HttpResponse]] = {
            "test": self.test,
            "again": self.send_again,
        }
        return actions.get(request.POST.get("do", ""), self.send_again)()

    def test(self) -> HttpResponse:
        if not self.endpoint.is_webhook:
            raise Http404
        data = {"message": "A test from Gait."}
        delivery = events.write(self.endpoint, Event.TEST, data)
        if not self.endpoint.is_active:
            messages.warning(self.request, IT_IS_OFF)
        _hurry(self.endpoint)
        return redirect("outbox_message", delivery.pk)

    def send_again(self) -> HttpResponse:
        """Sends all messages that wait or were given up at once."""
        rows = self.endpoint.deliveries.exclude(status=Status.DELIVERED)
        number = _queue(self.endpoint, rows)
        if self.endpoint.is_active:
            messages.success(self.request, f"{number} will be sent within seconds.")
        else:
            messages.warning(self.request, IT_IS_OFF)
        return redirect("outbox_messages", self.endpoint.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        status = self.request.GET.get("status", "")
        chosen = status if status in Status.values else ""
        rows = self.endpoint.deliveries.order_by("-pk")
        if chosen:
            rows = rows.filter(status=chosen)
        page = Paginator(rows, ON_A_PAGE).get_page(self.request.GET.get("p"))
        return {
            **super().get_context_data(**kwargs),
            "endpoint": with_numbers(
                Endpoint.objects.filter(pk=self.endpoint.pk)
            ).get(),
            "page": page,
            "chosen": chosen,
            "statuses": [("", "All"), *Status.choices],
        }


class Message(OutboxScreen):
    """Shows a message with all attempts and answers."""

    template_name = "outbox/admin/message.html"

    @cached_property
    def delivery(self) -> Delivery:
        rows = Delivery.objects.select_related("endpoint")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def below_overview(self) -> list[dict[str, str]]:
        endpoint = self.delivery.endpoint
        return [
            {
                "url": reverse("outbox_messages", args=[endpoint.pk]),
                "label": str(endpoint),
            },
            {"url": "", "label": self.delivery.get_event_display()},
        ]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        endpoint = self.delivery.endpoint
        _queue(endpoint, Delivery.objects.filter(pk=self.delivery.pk))
        if endpoint.is_active:
            messages.success(request, "It will be sent within seconds.")
        else:
            messages.warning(request, IT_IS_OFF)
        return redirect("outbox_message", self.delivery.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        delivery = self.delivery
        is_waiting = delivery.status == Status.WAITING
        is_due = delivery.due_at <= timezone.now()
        return {
            **super().get_context_data(**kwargs),
            "delivery": delivery,
            "attempts": delivery.attempts.order_by("-pk"),
            "body": json.dumps(delivery.body, indent=2, ensure_ascii=False),
            "is_about_to_be_sent": is_waiting
            and is_due
            and delivery.endpoint.is_active,
        }


@transaction.atomic
def _queue(endpoint: Endpoint, rows: QuerySet[Delivery]) -> int:
    """Makes messages wait again, due now; gives their number."""
    # First, as a worker that writes to these messages has its row locked.
    _hurry(endpoint)
    return rows.update(status=Status.WAITING, due_at=timezone.now(), finished_at=None)


def _hurry(endpoint: Endpoint) -> None:
    """Ends the pause that follows failures."""
    Endpoint.objects.filter(pk=endpoint.pk).update(retry_at=None)


@method_decorator(never_cache, name="dispatch")
class Secret(OutboxScreen):
    """Shows the secret of a webhook once, and replaces it."""

    template_name = "outbox/admin/secret.html"
    page_title = "Secret"
    header_icon = "key"

    @cached_property
    def endpoint(self) -> Endpoint:
        return get_object_or_404(Endpoint.objects.webhooks(), pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return str(self.endpoint)

    def below_overview(self) -> list[dict[str, str]]:
        messages_url = reverse("outbox_messages", args=[self.endpoint.pk])
        return [
            {"url": messages_url, "label": str(self.endpoint)},
            {"url": "", "label": "Secret"},
        ]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        is_new = request.POST.get("do") == "replace"
        secret = self.replaced() if is_new else self.shown_first()
        if not secret:
            return redirect("outbox_secret", self.endpoint.pk)
        return self.render_to_response(self.get_context_data(secret=secret))

    @transaction.atomic
    def shown_first(self) -> str:
        """The secret, if nobody has seen it yet; else an empty text."""
        rows = Endpoint.objects.filter(pk=self.endpoint.pk, is_secret_shown=False)
        if not rows.update(is_secret_shown=True):
            return ""
        log(instance=self.endpoint, action=SHOWN)
        return self.endpoint.secret

    @transaction.atomic
    def replaced(self) -> str:
        """A new secret; an empty text if the form is of an earlier one."""
        rows = Endpoint.objects.select_for_update().filter(pk=self.endpoint.pk)
        endpoint = rows.get()
        if self.request.POST.get("digest") != endpoint.secret_digest:
            messages.warning(self.request, "The secret was replaced already.")
            return ""
        endpoint.previous_secret = endpoint.secret
        endpoint.previous_secret_until = timezone.now() + OVERLAP
        endpoint.secret = signing.new_secret()
        endpoint.is_secret_shown = True
        endpoint.save(update_fields=SECRET_FIELDS)
        log(instance=endpoint, action=REPLACED)
        self.endpoint = endpoint
        return endpoint.secret

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        until = self.endpoint.previous_secret_until
        return {
            **super().get_context_data(**kwargs),
            "endpoint": self.endpoint,
            "overlap_until": until if until and until > timezone.now() else None,
        }


ADDRESS = "reports/webhooks-and-caches/"
urlpatterns = [
    path(ADDRESS, Overview.as_view(), name="outbox"),
    path(f"{ADDRESS}<int:pk>/", Messages.as_view(), name="outbox_messages"),
    path(f"{ADDRESS}<int:pk>/secret/", Secret.as_view(), name="outbox_secret"),
    path(f"{ADDRESS}message/<int:pk>/", Message.as_view(), name="outbox_message"),
]
