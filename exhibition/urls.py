from django.urls import path

from exhibition import views

urlpatterns = [
    path("exhibition/", views.index, name="exhibition"),
    path("exhibition/<slug:slug>/", views.detail, name="exhibitor_public"),
    path("exhibition/<slug:slug>/logo.jpg", views.logo, name="exhibitor_logo"),
    path("exhibitor/", views.mine, name="exhibitor"),
    path("exhibitor/<str:code>/", views.edit, name="exhibitor_edit"),
    path("exhibitor/<str:code>/logo/", views.change_logo, name="exhibitor_logo_change"),
]
