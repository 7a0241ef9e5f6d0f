"""Tasks after the approval, and from when on which fields are fixed."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ascn8.audit.trail import record
from ascn8.lib.adminpages import PanelAdmin, tag, two_lines
from delegates.freezing import set_freeze_dates
from delegates.models import FollowUp, FormSection, FreezeDate
from delegates.signed_in import account_of


class FollowUpForm(forms.ModelForm[FollowUp]):
    """A page of questions stands behind a task exactly where it asks questions."""

    class Meta:
        model = FollowUp
        fields = ("slug", "title_en", "title_ms", "form", "section", "categories", "due_at", "position", "is_active")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        section = data.get("section")
        if data.get("form") != FollowUp.Form.QUESTIONS:
            data["section"] = None
        elif section is None:
            self.add_error("section", _("Choose the page of questions that this task shows."))
        elif section.phase != FormSection.Phase.FOLLOW_UP:
            self.add_error(
                "section", _("This page is part of the registration form. Choose one for after the approval.")
            )
        return data


@admin.register(FollowUp)
class FollowUpAdmin(PanelAdmin):
    form = FollowUpForm
    list_display = ["title_words", "form", "due_at", "in_use", "number_done"]
    list_filter = ["form", "is_active"]
    search_fields = ["title_en", "title_ms", "slug"]
    empty_text = gettext_lazy("What people tell you after their approval: flights, passport, your own questions.")
    prepopulated_fields = {"slug": ["title_en"]}
    fieldsets = [
        (None, {"fields": [("title_en", "title_ms"), "slug", ("form", "section")]}),
        (gettext_lazy("For whom and until when"), {"fields": ["categories", "due_at", ("position", "is_active")]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[FollowUp]:
        rows: QuerySet[FollowUp] = super().get_queryset(request)
        return rows.annotate(people=Count("done"))

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Boxes to tick: there are few categories, and each is a word."""
        return super().formfield_for_manytomany(db_field, request, widget=forms.CheckboxSelectMultiple, **kwargs)

    def has_delete_permission(self, request: HttpRequest, obj: FollowUp | None = None) -> bool:
        """What somebody has done stays; it is put out of use instead."""
        if obj is not None and obj.done.exists():
            return False
        return super().has_delete_permission(request, obj)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """No deletion of many: some of them may have been done."""
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}

    def save_model(self, request: HttpRequest, obj: FollowUp, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        record(at=timezone.now(), action="task.define", subject=f"task {obj.slug}", actor=account_of(request))

    @admin.display(description=gettext_lazy("task"), ordering="title_en")
    def title_words(self, row: FollowUp) -> SafeString:
        return two_lines(row.title, row.slug)

    @admin.display(description=gettext_lazy("in use"), ordering="is_active")
    def in_use(self, row: FollowUp) -> SafeString:
        return tag(_("in use"), "good", "check") if row.is_active else tag(_("not used"), "neutral", "circle")

    @admin.display(description=gettext_lazy("done by"), ordering="people")
    def number_done(self, row: Any) -> int:
        return int(row.people)


class FreezeForm(forms.Form):
    """A day and a time for every group of fields; an empty one leaves the group open."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = dict(FreezeDate.objects.values_list("group", "freezes_at"))
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        for group in FreezeDate.Group:
            self.fields[group.value] = forms.DateTimeField(
                label=group.label,
                required=False,
                initial=kept.get(group.value),
                widget=widget,
                input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
            )


@admin.register(FreezeDate)
class FreezeDateAdmin(PanelAdmin):
    """One page with all groups, in place of a list."""

    list_title = gettext_lazy("Freeze dates")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Every group with its date; saving writes what changed."""
        may_change = self.has_change_permission(request)
        if not self.has_view_permission(request) or (request.method == "POST" and not may_change):
            raise PermissionDenied
        form = FreezeForm(request.POST or None)
        if form.is_valid():
            set_freeze_dates(dates=form.cleaned_data, actor=account_of(request), at=timezone.now())
            messages.success(request, _("The freeze dates are saved."))
            return redirect("admin:delegates_freezedate_changelist")
        context = {
            **self.admin_site.each_context(request),
            "title": self.list_title,
            "opts": self.opts,
            "form": form,
            "may_change": may_change,
        }
        return TemplateResponse(request, "admin/delegates/freezedate/dates.html", context)
