from django.urls import URLPattern, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from delivery import change_report


@hooks.register("register_admin_urls")
def register_change_report() -> list[URLPattern]:
    return change_report.urlpatterns


@hooks.register("register_reports_menu_item")
def offer_change_report() -> MenuItem:
    return change_report.ReportMenuItem(
        change_report.TITLE,
        reverse("public_changes"),
        icon_name="history",
        order=810,
    )
