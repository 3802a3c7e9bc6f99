from django.urls import path

from public_forms import shared_passwords, views

urlpatterns = [
    path("form-token/", views.form_token, name="form_token"),
    # Before Wagtail's views of the same URLs, whose names reverse() still resolves.
    path(
        "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/",
        shared_passwords.open_page,
    ),
    path(
        "documents/authenticate_with_password/<int:restriction_id>/",
        shared_passwords.open_collection,
    ),
]
