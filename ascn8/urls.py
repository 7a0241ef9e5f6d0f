"""The only place where apps are mounted. English without a prefix, Malay under /ms/."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from ascn8 import health, home, me, offline
from ascn8.styleguide import styleguide

urlpatterns = [
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("sw.js", offline.service_worker, name="service_worker"),
    *i18n_patterns(
        path("", home.home, name="home"),
        path("practical/", home.practical, name="practical"),
        path("styleguide/", styleguide, name="styleguide"),
        path("me/", me.me, name="me"),
        path("me/beside.json", me.beside, name="beside"),
        path("jobs/", include("ascn8.jobs.urls")),
        path("demo/mail/", include("ascn8.outbox.urls")),
        path("", include("delegates.urls")),
        path("", include("sessions.urls")),
        path("", include("exhibition.urls")),
        path("accounts/", include("allauth.urls")),
        path("admin/", admin.site.urls),
        prefix_default_language=False,
    ),
]
