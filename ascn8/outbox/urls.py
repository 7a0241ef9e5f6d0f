from django.urls import path

from ascn8.outbox import views

urlpatterns = [
    path("", views.sent_mails, name="sent_mails"),
    path("<slug:name>/", views.sent_mail, name="sent_mail"),
    path("<slug:name>/letter/", views.sent_mail_html, name="sent_mail_html"),
    path("<slug:name>/<int:number>/", views.sent_mail_file, name="sent_mail_file"),
]
