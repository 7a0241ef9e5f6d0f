from django.urls import path

from ascn8.jobs import views

urlpatterns = [
    path("<slug:code>/", views.job, name="job"),
    path("<slug:code>/file/", views.job_file, name="job_file"),
]
