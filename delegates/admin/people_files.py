"""Lists of people in the panel: upload, say what the columns mean, read the dry run, import."""

import csv
import io
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone, translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ascn8.jobs.models import Job
from ascn8.lib.adminpages import ReadOnlyAdmin, tag
from ascn8.lib.errors import Refused
from ascn8.lib.fields import LineField
from delegates.importing.checking import Outcome
from delegates.importing.headings import FORMS, HEADLESS, Field
from delegates.importing.jobs import ask_for_check, ask_for_import, ask_for_invitations, why_not_invite
from delegates.importing.receiving import KEPT_FOR, PERMISSION, Column, choose_columns, columns_of, receive
from delegates.importing.running import summary_of, why_not_import
from delegates.models import Category, PeopleFile, User
from delegates.signed_in import account_of

_PER_PAGE = 100
_TONES = {"uploaded": "neutral", "checked": "info", "imported": "good", "failed": "bad"}
_FORM_NAMES = {form.key: form.name for form in FORMS} | dict(HEADLESS)


class UploadForm(forms.Form):
    """The list itself."""

    file = forms.FileField(
        label=gettext_lazy("List"),
        allow_empty_file=True,
        max_length=160,
        help_text=gettext_lazy("CSV with any delimiter, or an Excel workbook (.xlsx), at most 10 MB and 60,000 rows."),
        error_messages={"required": gettext_lazy("Choose a list first.")},
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )
    again = forms.BooleanField(label=gettext_lazy("Upload it all the same"), required=False, widget=forms.HiddenInput)

    def offer_again(self) -> None:
        """The list was imported before: somebody may still want it."""
        self.fields["again"].widget = forms.CheckboxInput()


class ColumnsForm(forms.Form):
    """What each column means, and what holds for all rows."""

    category = forms.ModelChoiceField(
        Category.objects.filter(is_accompanying=False),
        label=gettext_lazy("Category of those whose row names none"),
        to_field_name="slug",
        required=False,
        empty_label=gettext_lazy("None: the person chooses"),
    )
    system = LineField(
        label=gettext_lazy("Name of the other system"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("Stands before its numbers, so that those of two systems are not mixed up."),
    )

    def __init__(self, *args: Any, columns: list[Column], file: PeopleFile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.columns = columns
        self.initial["category"] = file.category.slug if file.category else ""
        self.initial["system"] = file.system
        choices = [("", _("Leave out")), *Field.choices]
        for column in columns:
            name = column.heading or _("column %(number)d") % {"number": column.number + 1}
            self.fields[f"column_{column.number}"] = forms.ChoiceField(
                choices=choices, required=False, label=name, initial=file.mapping.get(str(column.number), "")
            )

    def rows(self) -> list[tuple[Column, forms.BoundField]]:
        """Each column with the field that says what it means."""
        return [(column, self[f"column_{column.number}"]) for column in self.columns]

    def chosen(self) -> dict[int, Field]:
        """{column: what it means}, without those that are left out."""
        picked = {column.number: self.cleaned_data[f"column_{column.number}"] for column in self.columns}
        return {number: Field(meant) for number, meant in picked.items() if meant}


class FileList(ChangeList):
    """A row leads to the list's own page, not to a form."""

    def url_for_result(self, result: Any) -> str:
        return reverse("admin:delegates_peoplefile_report", args=[result.code])


@admin.register(PeopleFile)
class PeopleFileAdmin(ReadOnlyAdmin):
    list_display = ["name", "form_name", "state_word", "counts_words", "uploaded_at", "uploaded_by"]
    list_filter = ["state"]
    list_select_related = ["uploaded_by"]
    search_fields = ["name", "code"]
    fields = ["name", "form_name", "state_word", "counts_words", "uploaded_at", "uploaded_by", "imported_at"]
    empty_text = gettext_lazy(
        "Ministries and cities send lists of people. Upload one here: you see what becomes of every row first."
    )

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return FileList

    @admin.display(description=gettext_lazy("recognised as"), ordering="form")
    def form_name(self, row: PeopleFile) -> str:
        return form_name(row)

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_word(self, row: PeopleFile) -> SafeString:
        return tag(row.get_state_display(), _TONES[row.state])

    @admin.display(description=gettext_lazy("rows"))
    def counts_words(self, row: PeopleFile) -> str:
        return summary_of(row.counts) if row.counts else "–"

    def get_urls(self) -> list[URLPattern]:
        inside, name = self.admin_site.admin_view, "delegates_peoplefile"
        own = [
            path("upload/", inside(self.upload_view), name=f"{name}_upload"),
            path("<slug:code>/columns/", inside(self.columns_view), name=f"{name}_columns"),
            path("<slug:code>/report/", inside(self.report_view), name=f"{name}_report"),
            path("<slug:code>/import/", inside(self.import_view), name=f"{name}_import"),
            path("<slug:code>/invite/", inside(self.invite_view), name=f"{name}_invite"),
        ]
        return own + super().get_urls()

    # --- Own pages -------------------------------------------------------------------------------------------------

    def upload_view(self, request: HttpRequest) -> HttpResponse:
        """A list comes in; the next page asks what its columns mean."""
        user = _importer(request)
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            upload = form.cleaned_data["file"]
            try:
                data = upload.read()
                again = form.cleaned_data["again"]
                file = receive(data=data, name=upload.name, actor=user, at=timezone.now(), again=again)
            except Refused as refused:
                form.add_error("file", refused.message)
                if refused.code == "same_file":
                    form.offer_again()
            else:
                return redirect("admin:delegates_peoplefile_columns", file.code)
        status = 422 if form.errors else 200
        return self._page(request, "upload", _("Upload a list of people"), status=status, form=form)

    def columns_view(self, request: HttpRequest, code: str) -> HttpResponse:
        """What every column means, with values from it; then the dry run begins."""
        user, file = _importer(request), _file(code)
        try:
            columns = columns_of(file)
        except Refused as refused:
            messages.error(request, refused.message)
            return redirect("admin:delegates_peoplefile_report", code)
        form = ColumnsForm(request.POST or None, columns=columns, file=file)
        if request.method == "POST" and form.is_valid():
            try:
                chosen = {name: form.cleaned_data[name] for name in ("category", "system")}
                at = timezone.now()
                file = choose_columns(file, columns=form.chosen(), mode=file.mode, actor=user, at=at, **chosen)
                return redirect("job", ask_for_check(file, actor=user, at=at).code)
            except Refused as refused:
                form.add_error(None, refused.message)
        status = 422 if form.errors else 200
        facts: dict[str, Any] = {"form": form, "file": file, "form_name": form_name(file)}
        title = _("What the columns of “%(name)s” mean") % {"name": file}
        return self._page(request, "columns", title, status=status, **facts)

    def report_view(self, request: HttpRequest, code: str) -> HttpResponse:
        """What becomes, or became, of every row; and the buttons."""
        user, file = _importer(request), _file(code)
        shown = request.GET.get("show", "remarks")
        lines = _lines(file, shown)
        facts: dict[str, Any] = {
            "file": file,
            "form_name": form_name(file),
            "summary": summary_of(file.counts) if file.counts else "",
            "page_obj": Paginator(lines, _PER_PAGE).get_page(request.GET.get("page")),
            "tabs": _tabs(shown),
            "is_kept": bool(file.job and file.job.file),
            "may_download": Job.objects.visible_to(user).filter(code=file.job.code if file.job else "").exists(),
            "days": KEPT_FOR.days,
            "why_not_all": why_not_import(file, mode=PeopleFile.Mode.ALL, actor=user),
            "why_not_good": why_not_import(file, mode=PeopleFile.Mode.GOOD, actor=user),
            "why_not_invite": why_not_invite(file, actor=user),
        }
        return self._page(request, "report", file.name, **facts)

    def import_view(self, request: HttpRequest, code: str) -> HttpResponse:
        """The button: a job begins."""
        user, file = _importer(request), _file(code)
        mode = request.POST.get("mode", "")
        if request.method == "POST" and mode in PeopleFile.Mode.values:
            try:
                return redirect("job", ask_for_import(file, mode=mode, actor=user, at=timezone.now()).code)
            except Refused as refused:
                messages.error(request, refused.message)
        return redirect("admin:delegates_peoplefile_report", code)

    def invite_view(self, request: HttpRequest, code: str) -> HttpResponse:
        """The other button: everybody of the list is written to."""
        user, file = _importer(request), _file(code)
        if request.method == "POST":
            try:
                return redirect("job", ask_for_invitations(file, actor=user, at=timezone.now()).code)
            except Refused as refused:
                messages.error(request, refused.message)
        return redirect("admin:delegates_peoplefile_report", code)

    def _page(self, request: HttpRequest, name: str, title: str, *, status: int = 200, **facts: Any) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "title": title, "opts": self.opts, **facts}
        return TemplateResponse(request, f"admin/delegates/peoplefile/{name}.html", context, status=status)


def form_name(file: PeopleFile) -> str:
    """Whose form the list has, in words."""
    return _FORM_NAMES.get(file.form, _("a list of its own"))


def _importer(request: HttpRequest) -> User:
    user = account_of(request)
    if not user.has_perm(PERMISSION):
        raise PermissionDenied
    return user


def _file(code: str) -> PeopleFile:
    rows = PeopleFile.objects.select_related("job", "category", "uploaded_by", "imported_by")
    return get_object_or_404(rows, code=code)


def _tabs(shown: str) -> list[dict[str, Any]]:
    names = {"remarks": _("With a remark"), "faults": _("Not imported"), "all": _("All rows")}
    return [{"label": label, "url": f"?show={key}", "current": key == shown} for key, label in names.items()]


def _lines(file: PeopleFile, shown: str) -> list[list[str]]:
    """The lines of the last report: those with a remark, those not imported, or all."""
    name = str(file.job.file) if file.job else ""
    if not name or not default_storage.exists(name):
        return []
    with default_storage.open(name, "rb") as stored:
        lines = list(csv.reader(io.StringIO(stored.read().decode("utf-8-sig"), newline="")))[1:]
    if shown == "all":
        return lines
    if shown == "faults" and file.job:
        with translation.override(file.job.language):
            fault = str(Outcome.FAULT.label)
        return [line for line in lines if line[2] == fault]
    return [line for line in lines if line[4]]
