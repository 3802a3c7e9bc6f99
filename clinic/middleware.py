"""The active time zone of requests and tasks: the clinic's, not the server's."""

from collections.abc import Callable
from datetime import tzinfo
from functools import partial
from typing import Any

from django.core.signals import request_finished
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django_tasks import TaskResult
from django_tasks.signals import task_finished, task_started
from wagtail.models import Site
from wagtail.users.models import UserProfile

from clinic import time_zones
from clinic.models import ClinicSettings

# The worker's queue; see TASKS in the settings.
LATER = "later"


class ClinicTimeZone:
    """Middleware: activates the zone of the clinic whose site answers the host.

    It stays active until the response is closed: an export is written while it is sent.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> None:
        """Any: the view and its arguments, which are of no concern here."""
        try:
            zone = zone_of(Site.find_for_request(request))
        except Exception:
            # The view meets the same fault, and says so in its own form.
            return
        timezone.activate(zone)
        in_admin = request.path_info.startswith(reverse("wagtailadmin_home"))
        if in_admin and request.user.is_authenticated:
            replace_own_zone(request, zone)


def zone_of(site: Site | None) -> tzinfo:
    """The clinic's, read alone: all of its settings would cost each request more."""
    clinics = ClinicSettings.objects.filter(site=site)
    name = clinics.values_list("time_zone", flat=True).first()
    return time_zones.zone(name or "")


def replace_own_zone(request: HttpRequest, zone: tzinfo) -> None:
    """Makes Wagtail's admin use this zone.

    It activates the one in the user's profile, else the server's. Where no profile is
    stored there is one in memory: the views that save a profile load their own.
    """
    stored = getattr(request.user, "wagtail_userprofile", None)
    profile = stored or UserProfile(user=request.user)
    profile.get_current_time_zone = partial(str, zone)


@receiver(task_started)
def activate_for_task(task_result: TaskResult, **signal: Any) -> None:
    """A task of the worker has no host: the default site's clinic."""
    if task_result.backend == LATER:
        site = Site.objects.filter(is_default_site=True).first()
        timezone.activate(zone_of(site))


@receiver(task_finished)
def deactivate_after_task(task_result: TaskResult, **signal: Any) -> None:
    """Wagtail's tasks run within requests, whose zone stays active."""
    if task_result.backend == LATER:
        timezone.deactivate()


@receiver(request_finished)
def deactivate(**signal: Any) -> None:
    timezone.deactivate()
