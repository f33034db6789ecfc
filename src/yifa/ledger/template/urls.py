"""Addresses of superiors' workbooks."""

from django.urls import path

from yifa.ledger.template import pages

urlpatterns = [
    path("templates/", pages.templates, name="superior_templates"),
    path("templates/fills/<int:pk>/", pages.file, name="superior_fill"),
    path("templates/of/<str:key>/", pages.template, name="superior_template"),
    path("templates/of/<str:key>/bind/", pages.bind, name="superior_bind"),
    path("templates/of/<str:key>/fill/", pages.fill, name="superior_fill_form"),
]
