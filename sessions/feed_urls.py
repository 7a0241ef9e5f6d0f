"""Addresses of the programme for machines."""

from django.urls import path, register_converter

from sessions import embed, feed_pages, feeds
from sessions.converters import DayConverter

register_converter(DayConverter, "day")

urlpatterns = [
    path("agenda.ics", feeds.agenda_calendar, name="agenda_calendar"),
    path("agenda/<day:day>.ics", feeds.day_calendar, name="day_calendar"),
    path("agenda/tracks/<slug:slug>.ics", feeds.track_calendar, name="track_calendar"),
    path("agenda/<slug:code>.ics", feeds.session_calendar, name="session_calendar"),
    path("feeds/<slug:token>.ics", feeds.personal_calendar, name="personal_calendar"),
    path("me/calendar/", feed_pages.my_calendar, name="my_calendar"),
    path("embed/", embed.about, name="embed"),
    path("embed/agenda.html", embed.fragment, name="embed_fragment"),
    path("embed/agenda.json", embed.as_json, name="embed_json"),
    path("schedule.json", feeds.schedule_json, name="schedule_json"),
    path("schedule.xml", feeds.schedule_xml, name="schedule_xml"),
]
