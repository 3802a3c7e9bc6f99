from django.urls import path

from contact import views

urlpatterns = [
    path("forms/<int:page_id>/", views.submission, name="submission"),
]
