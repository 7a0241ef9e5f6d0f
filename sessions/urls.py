from django.urls import include, path

from sessions import feedback_pages, now_pages, views, visit_pages
from sessions.following import pages as following
from sessions.print import pages as printed
from sessions.releases import pages as changes
from sessions.speaking import views as speaking

urlpatterns = [
    path("", include("sessions.feed_urls")),
    path("", include("sessions.papers.urls")),
    path("agenda/", views.agenda, name="agenda"),
    path("agenda/changes/", changes.changes, name="agenda_changes"),
    path("agenda/changes/<int:number>/", changes.release_changes, name="agenda_release_changes"),
    path("agenda/changes.atom", changes.changes_feed, name="agenda_changes_feed"),
    path("me/changes/", changes.my_changes, name="my_changes"),
    path("me/changes/beside.json", changes.changes_beside, name="changes_beside"),
    path("agenda/programme/", printed.printed_programmes, name="printed_programmes"),
    path("agenda/programme.pdf", printed.programme_pdf, name="programme_pdf"),
    path("agenda/<slug:code>/", views.session, name="session"),
    path("agenda/<slug:code>/star/", following.star, name="star"),
    path("agenda/<slug:code>/feedback/", feedback_pages.feedback, name="feedback"),
    path("me/agenda/", following.own_agenda, name="my_agenda"),
    path("me/agenda/beside.json", following.agenda_beside, name="agenda_beside"),
    path("me/agenda/stars/", following.merge_stars, name="merge_stars"),
    path("now/", now_pages.now, name="now"),
    path("now/day.html", now_pages.now_day, name="now_day"),
    path("now/<slug:slug>/", now_pages.now, name="now_room"),
    path("now/<slug:slug>/day.html", now_pages.now_day, name="now_room_day"),
    path("speakers/", views.speakers, name="speakers"),
    path("speakers/<slug:code>/", views.speaker, name="speaker"),
    path("speakers/<slug:code>/photo.jpg", views.speaker_photo, name="speaker_photo"),
    path("speaking/<slug:token>/", speaking.invitation, name="speaker_invitation"),
    path("speaking/<slug:token>/photo.jpg", speaking.invitation_photo, name="speaker_invitation_photo"),
    path("me/speaking/", speaking.my_speaking, name="my_speaking"),
    path("me/speaking/<slug:code>.pdf", speaking.my_brief, name="my_brief"),
    path("me/speaking/photo.jpg", speaking.my_speaking_photo, name="my_speaking_photo"),
    path("visits/", visit_pages.visits, name="visits"),
    path("visits/<slug:code>/", visit_pages.visit, name="visit"),
    path("visits/<slug:code>/seats/", visit_pages.visit_seats, name="visit_seats"),
    path("seats/<slug:seating>/take/", visit_pages.take_seat, name="take_seat"),
    path("seats/<slug:signup>/give-up/", visit_pages.leave_seat, name="leave_seat"),
]
