from django.urls import path

from intake import views

urlpatterns = [path("handing-in/stamp/", views.stamp, name="stamp")]
