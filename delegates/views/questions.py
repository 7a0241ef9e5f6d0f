"""The questions of the secretariat within the registration form, and the files that people answered with."""

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from ascn8.lib.documents import document_type
from ascn8.lib.errors import Refused
from delegates.models import Answer, Registration
from delegates.questions.filling import answer_in_form, hold_answers, sections_of_form
from delegates.questions.forms import QuestionsForm, typed_of
from delegates.signed_in import account_of
from delegates.steps import Step, steps_of
from delegates.timeline import reason_for
from delegates.views.closed import instead
from delegates.views.own import own_registration
from delegates.views.pages import after, stepper

_SEES_ALL, _READS_FILES = "delegates.view_registration", "delegates.decide_registration"


@require_http_methods(["GET", "HEAD", "POST"])
def questions(request: HttpRequest) -> HttpResponse:
    """The step of the secretariat's own questions."""
    row, now = own_registration(request), timezone.now()
    if row is None:
        return redirect("register")
    if closed := instead(request, row, Step.QUESTIONS, at=now):
        return closed
    if Step.QUESTIONS not in steps_of(row):
        return redirect(after(row, Step.QUESTIONS, at=now))
    sections = sections_of_form()
    if request.method != "POST":
        return _page(request, row, QuestionsForm(row.held.get(Step.QUESTIONS), registration=row, sections=sections))
    form = QuestionsForm(request.POST, request.FILES, registration=row, sections=sections)
    return _save(request, row, form) or _page(request, row, form)


@require_safe
def answer_file(request: HttpRequest, code: str, question: str) -> HttpResponse:
    """The file of one answer, for the person, the focal points and staff; always as an attachment."""
    user = account_of(request)
    row = get_object_or_404(Registration.objects.visible_to(user), code=code)
    if user.has_perm(_SEES_ALL) and row.user_id != user.pk and not user.has_perm(_READS_FILES):
        raise Http404  # the door and the programme see who somebody is, not what they sent
    answer = get_object_or_404(Answer, registration=row, question__slug=question)
    if not answer.file or not default_storage.exists(str(answer.file)):
        raise Http404
    with answer.file.open("rb") as stored:
        content = bytes(stored.read())
    kind, extension = document_type(content)
    response = HttpResponse(content, content_type=kind)
    name = f"{row.code}-{question}{extension}"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _save(request: HttpRequest, row: Registration, form: QuestionsForm) -> HttpResponse | None:
    """Save what passed, hold what did not. None where the page has to be shown again."""
    now, later = timezone.now(), "later" in request.POST
    try:
        if not form.is_valid():
            hold_answers(row, typed=typed_of(request.POST, form), at=now)
            if later:
                messages.warning(request, _("Saved as you typed it. One step still needs your attention."))
            return redirect("me") if later else None
        gone = answer_in_form(row, values=form.values, files=form.documents, at=now)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("me")
    say_what_is_gone(request, gone)
    if later:
        return redirect("me")
    if form.unseen:
        messages.info(request, _("Your answers open further questions. Please look at them."))
        return redirect("register_questions")
    return redirect(after(row, Step.QUESTIONS, at=now))


def say_what_is_gone(request: HttpRequest, gone: list[str]) -> None:
    """Tell the person which answers a change removed."""
    if gone:
        messages.info(
            request,
            ngettext(
                "This answer was removed, because its question no longer applies: %(questions)s",
                "These answers were removed, because their questions no longer apply: %(questions)s",
                len(gone),
            )
            % {"questions": "; ".join(gone)},
        )


def _page(request: HttpRequest, row: Registration, form: QuestionsForm) -> HttpResponse:
    context = {
        "registration": row,
        "return_reason": reason_for(row),
        "form": form,
        "step": Step.QUESTIONS,
        "title": Step.QUESTIONS.label,
        "stepper": stepper(row, Step.QUESTIONS, at=timezone.now()),
    }
    return render(request, "delegates/register/questions.html", context)
