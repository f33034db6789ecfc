"""Addresses of the room: the yearly report and two lists for staff, publications for everybody."""

from __future__ import annotations

from django.urls import path

from yifa.work.disclosure import public_views, views

app_name = "disclosure"
urlpatterns = [
    path("disclosure/yearly/", views.yearly_latest, name="yearly_latest"),
    path("disclosure/yearly/<int:year>/", views.yearly, name="yearly"),
    path("disclosure/yearly/<int:year>/tables.<str:kind>", views.yearly_file, name="yearly_file"),
    path("disclosure/policies/", views.policies, name="policies"),
    path("disclosure/catalogue/", views.catalogue, name="catalogue"),
    path("public/publications/", public_views.publications, name="publications"),
    path("public/publications/<path:index>/", public_views.publication, name="publication"),
    path("public/opinions/<str:uid>/", public_views.opinion_status, name="opinion_status"),
]
