from django.urls import path

from delegates import accounts_views
from delegates.views import files, letters, passport, questions, register, vault, withdrawing

urlpatterns = [
    path("register/", register.start, name="register"),
    path("register/preview.svg", files.badge_preview, name="register_preview"),
    path("register/passport/", passport.passport, name="register_passport"),
    path("register/photo/", register.photo, name="register_photo"),
    path("register/questions/", questions.questions, name="register_questions"),
    path("register/review/", register.review, name="register_review"),
    path("register/<slug:step>/", register.step, name="register_step"),
    path("me/badge.pdf", files.my_badge, name="badge_pdf"),
    path("me/settings/", accounts_views.settings_page, name="settings"),
    path("me/vault/", vault.my_vault, name="my_vault"),
    path("me/withdraw/", withdrawing.withdraw, name="withdraw"),
    path("me/letters/", letters.letters, name="letters"),
    path("me/letters/<slug:code>.pdf", letters.my_letter, name="letter_pdf"),
    path("verify/<slug:code>/", letters.verify, name="verify"),
    path("answers/<slug:code>/<slug:question>/", questions.answer_file, name="answer_file"),
    path("photos/<slug:code>/", files.photo, name="photo"),
]
