"""The addresses of the panel's own pages about sessions: people, interpretation, briefs."""

from functools import partial

from django.contrib.admin import AdminSite
from django.urls import URLPattern, path

from sessions.admin import briefs, interpreting, session_people


def session_urls(site: AdminSite) -> list[URLPattern]:
    """Before Django's own, whose last pattern takes everything."""
    inside = site.admin_view
    return [
        path("booths/", inside(partial(interpreting.day_page, site)), name="agenda_interpretation_day"),
        path("briefs/", inside(partial(briefs.day_briefs, site)), name="agenda_session_briefs"),
        path("<int:pk>/people/", inside(partial(session_people.people_page, site)), name="agenda_session_people"),
        path("<int:pk>/interpretation/", inside(partial(interpreting.rota_page, site)), name="agenda_session_rota"),
        path("<int:pk>/brief.pdf", inside(briefs.brief), name="agenda_session_brief"),
    ]
