"""The addresses of the panel's own pages about sessions: people, interpretation, briefs, files of other systems."""

from functools import partial

from django.contrib.admin import AdminSite
from django.urls import URLPattern, path

from sessions.admin import briefs, interpreting, schedule_files, session_people


def session_urls(site: AdminSite) -> list[URLPattern]:
    """Before Django's own, whose last pattern takes everything."""
    inside = site.admin_view
    return [
        path("import/", inside(partial(schedule_files.upload_page, site)), name="agenda_session_import"),
        path(
            "import/<slug:code>/",
            inside(partial(schedule_files.apply_page, site)),
            name="agenda_session_import_apply",
        ),
        path("booths/", inside(partial(interpreting.day_page, site)), name="agenda_interpretation_day"),
        path("briefs/", inside(partial(briefs.day_briefs, site)), name="agenda_session_briefs"),
        path("<int:pk>/people/", inside(partial(session_people.people_page, site)), name="agenda_session_people"),
        path("<int:pk>/interpretation/", inside(partial(interpreting.rota_page, site)), name="agenda_session_rota"),
        path("<int:pk>/brief.pdf", inside(briefs.brief), name="agenda_session_brief"),
    ]
