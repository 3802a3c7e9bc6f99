"""Middleware and signal receivers that activate the clinic's time zone."""

from collections.abc import Callable
from datetime import tzinfo
from functools import partial
from typing import Any

from django.core.signals import request_finished
from django.db.models import QuerySet
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django_tasks import TaskResult
from django_tasks.signals import task_finished, task_started
from wagtail.models import Site
from wagtail.users.models import UserProfile

from clinic import time_zones
from clinic.models import ClinicSettings
from core import dependencies
from core.admin_paths import is_admin_path
from core.compiled_queries import CompiledQuery
from core.shared_values import shared
from core.site_lookup import remember_home_page, remember_site

# Paths whose responses need no more of the clinic than its zone.
WITHOUT_PAGES = ("/admin/", "/api/", "/media/", "/documents/")
# The task backend of the worker; see TASKS in the settings.
WORKER_BACKEND = "later"


class ClinicTimeZone:
    """Middleware that activates the time zone of the requested site's clinic.

    It stays active until the response is closed, because exports are streamed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> None:
        """Activates the zone for the view. Any: the view and its arguments, unused."""
        try:
            with dependencies.narrowed("sites", "clinics"):
                zone = zone_for(request)
        except Exception:
            # The view raises the same error, and responds to it in its own format.
            return
        timezone.activate(zone)
        in_admin = is_admin_path(request.path_info)
        if in_admin and request.user.is_authenticated:
            override_admin_zone(request, zone)


def zone_for(request: HttpRequest) -> tzinfo:
    """The clinic's zone; for a page, from the settings that its templates read too."""
    remember_site(request)
    if request.path_info.startswith(WITHOUT_PAGES):
        return zone_of(Site.find_for_request(request))
    remember_home_page(request)
    return ClinicSettings.for_request(request).zone


def zone_of(site: Site | None) -> tzinfo:
    """The clinic's zone, from one column, as every request pays for this query."""
    if site is None:
        return time_zones.zone("")
    names = shared(("time zone", site.pk), lambda: _names_of_zones(site.pk))
    return time_zones.zone(names[0] if names else "")


@CompiledQuery
def _names_of_zones(site_id: int) -> QuerySet:
    # A site has one clinic at most.
    clinics = ClinicSettings.objects.filter(site_id=site_id)
    return clinics.values_list("time_zone", flat=True)


def override_admin_zone(request: HttpRequest, zone: tzinfo) -> None:
    """Makes Wagtail's admin use this zone instead of the user's or the server's.

    Overrides the method of the profile, in memory only. A user without a profile gets
    an unsaved one; the views that save a profile load their own.
    """
    stored = getattr(request.user, "wagtail_userprofile", None)
    profile = stored or UserProfile(user=request.user)
    profile.get_current_time_zone = partial(str, zone)


@receiver(task_started)
def activate_for_task(task_result: TaskResult, **signal: Any) -> None:
    """Activates the default site's zone, because a task has no request."""
    if task_result.backend == WORKER_BACKEND:
        site = Site.objects.filter(is_default_site=True).first()
        timezone.activate(zone_of(site))


@receiver(task_finished)
def deactivate_after_task(task_result: TaskResult, **signal: Any) -> None:
    """Deactivates the zone after a worker task; other tasks run within requests."""
    if task_result.backend == WORKER_BACKEND:
        timezone.deactivate()


@receiver(request_finished)
def deactivate(**signal: Any) -> None:
    timezone.deactivate()
