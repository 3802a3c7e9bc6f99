from django.urls import path

from articles import feeds, views
from articles.llms import llms
from articles.oembed import oembed
from articles.sitemap import sitemap, sitemap_of_lists, sitemap_part
from core.markdown_views import markdown

urlpatterns = [
    path("topics/", views.topics, name="topics"),
    path("topics.md", markdown(views.topics)),
    path("topics/<slug:slug>/", views.topic, name="topic"),
    path("topics/<slug:slug>.md", markdown(views.topic), name="topic_markdown"),
    path("topics/<slug:slug>.atom", feeds.topic, name="topic_feed"),
    path("people/", views.people, name="people"),
    path("people/<slug:slug>/", views.person, name="person"),
    path("people.md", markdown(views.people)),
    path("people/<slug:slug>.md", markdown(views.person), name="person_markdown"),
    path("people/<slug:slug>.atom", feeds.person, name="person_feed"),
    path("search/", views.search, name="search"),
    path("articles.atom", feeds.articles, name="feed"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("sitemap-<int:number>.xml", sitemap_part, name="sitemap_part"),
    path("sitemap-topics-and-people.xml", sitemap_of_lists, name="sitemap_of_lists"),
    path("oembed/", oembed, name="oembed"),
    path("llms.txt", llms, name="llms"),
    path("robots.txt", views.robots, name="robots"),
]
