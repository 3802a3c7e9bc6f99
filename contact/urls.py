from django.urls import path

from contact import views

urlpatterns = [
    path("forms/<int:page_id>/", views.SubmissionView.as_view(), name="submission"),
]
