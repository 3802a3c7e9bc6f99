from django.urls import path

from comments import feeds, views

urlpatterns = [
    path("replies/<int:page_id>/", views.ReplyView.as_view(), name="reply"),
    path("replies/<int:page_id>.atom", feeds.replies, name="replies_feed"),
]
