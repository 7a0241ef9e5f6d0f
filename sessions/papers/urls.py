from django.urls import path

from sessions.papers import views

urlpatterns = [
    path("agenda/<slug:code>/papers.zip", views.session_papers, name="session_papers"),
    path("documents/", views.documents, name="documents"),
    path("documents/<slug:code>/", views.document, name="document"),
    path("documents/files/<slug:code>/", views.document_file, name="document_file"),
    path("delegation/<slug:code>/papers/", views.delegation_papers, name="delegation_papers"),
    path("delegation/<slug:code>/papers/<slug:paper>/take-back/", views.take_paper_back, name="paper_take_back"),
]
