"""Pages of questions: staff write them without code, see them as people will, and retire what was answered."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone, translation
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from ascn8.lib.adminpages import PanelAdmin, tag, two_lines
from ascn8.lib.fields import LineField
from delegates.models import FormSection, Question
from delegates.questions.asking import DECIDING
from delegates.questions.defining import MOST_CHOICES, define, why_not_depend, why_not_retire
from delegates.questions.fields import field_for
from delegates.signed_in import account_of

_WITH_CHOICES = (Question.Kind.CHOICE, Question.Kind.CHOICES)


class ChoicesField(forms.CharField):
    """One choice a line: "value | English | Malay". Cleaned to the list that the question keeps."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            return "\n".join(f"{one['value']} | {one['en']} | {one['ms']}" for one in value)
        return value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)

    def clean(self, value: Any) -> list[dict[str, str]]:
        lines = [line.strip() for line in str(value or "").splitlines() if line.strip()]
        if len(lines) > MOST_CHOICES:
            raise forms.ValidationError(_("At most %(most)s choices.") % {"most": MOST_CHOICES})
        found = [self._choice(line) for line in lines]
        if len({one["value"] for one in found}) < len(found):
            raise forms.ValidationError(_("Two choices have the same value. Give each its own."))
        return found

    def _choice(self, line: str) -> dict[str, str]:
        parts = [part.strip() for part in line.split("|")]
        if len(parts) != 3 or not all(parts):
            raise forms.ValidationError(
                _("Write each choice as “value | English | Malay”. This line is not: %(line)s") % {"line": line[:80]}
            )
        value = slugify(parts[0]).replace("-", "_")
        if value != parts[0]:
            raise forms.ValidationError(
                _("The value of a choice has small letters, digits and low lines only, for example: %(example)s")
                % {"example": value or "by_coach"}
            )
        return {"value": value, "en": parts[1][:200], "ms": parts[2][:200]}


class QuestionForm(forms.ModelForm[Question]):
    """A question as staff write it. What cannot stand is said beside its field, before anything is saved."""

    choices = ChoicesField(
        label=_("Choices"),
        required=False,
        help_text=_("One a line: value | English | Malay. For example: coach | By coach | Dengan bas"),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    shown_values = LineField(
        label=_("has one of the values"),
        required=False,
        max_length=400,
        help_text=_("With commas. For yes or no: yes. For a country: its code, such as KH."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["shown_values"] = ", ".join(map(str, self.initial.get("shown_values") or []))

    def clean_shown_values(self) -> list[str]:
        return [value.strip() for value in self.cleaned_data["shown_values"].split(",") if value.strip()]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        kind = data.get("kind")
        if kind in _WITH_CHOICES and not data.get("choices") and "choices" not in self.errors:
            self.add_error("choices", _("Write at least one choice."))
        if kind not in _WITH_CHOICES:
            data["choices"] = []
        if data.get("shown_when") is None:
            data["shown_values"] = []
        return data

    def _post_clean(self) -> None:
        """After the row has its new values: whether its condition can stand."""
        super()._post_clean()  # type: ignore[misc]
        if self.errors:
            return
        if refused := why_not_depend(self.instance):
            self.add_error("shown_when", str(refused))
        elif not self.instance.is_active and (refused := why_not_retire(self.instance)):
            self.add_error("is_active", str(refused))
        elif self._changes_an_answered_kind():
            self.add_error("kind", _("People have answered this question already: its kind stays."))

    def _changes_an_answered_kind(self) -> bool:
        return bool(self.instance.pk) and "kind" in self.changed_data and self.instance.answers.exists()


@admin.register(Question)
class QuestionAdmin(PanelAdmin):
    form = QuestionForm
    list_display = ["words", "section", "kind", "needed", "condition", "answered", "asked"]
    list_filter = ["section", "kind", "is_active"]
    list_select_related = ["section", "shown_when"]
    search_fields = ["label_en", "label_ms", "slug"]
    empty_text = _("Make a page of questions first, then write its questions here. No code is needed.")
    prepopulated_fields = {"slug": ["label_en"]}
    ordering = ["section__position", "position", "pk"]
    fieldsets = [
        (None, {"fields": ["section", "position", "kind", ("label_en", "label_ms"), ("help_en", "help_ms"), "slug"]}),
        (_("Choices"), {"fields": ["choices"]}),
        (_("Who is asked, and when"), {"fields": ["is_required", "is_active", "categories"]}),
        (_("Shown when"), {"fields": ["shown_when", "shown_values"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Question]:
        rows: QuerySet[Question] = super().get_queryset(request)
        return rows.annotate(number=Count("answers"))

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Boxes to tick: there are few categories, and each is a word."""
        return super().formfield_for_manytomany(db_field, request, widget=forms.CheckboxSelectMultiple, **kwargs)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "shown_when":
            kwargs["queryset"] = Question.objects.filter(kind__in=DECIDING, is_active=True).select_related("section")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_delete_permission(self, request: HttpRequest, obj: Question | None = None) -> bool:
        """What was answered is retired, not deleted; nor is what others depend on."""
        is_free = obj is None or not (obj.answers.exists() or obj.depending.exists())
        return is_free and super().has_delete_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: Question, form: Any, change: bool) -> None:
        define(obj, actor=account_of(request), at=timezone.now())

    @admin.display(description=_("question"), ordering="label_en")
    def words(self, row: Question) -> SafeString:
        return two_lines(row, row.slug)

    @admin.display(description=_("needed"), ordering="is_required", boolean=True)
    def needed(self, row: Question) -> bool:
        return row.is_required

    @admin.display(description=_("shown when"))
    def condition(self, row: Question) -> str:
        return f"{row.shown_when}: {', '.join(map(str, row.shown_values))}" if row.shown_when else "–"

    @admin.display(description=_("answers"), ordering="number")
    def answered(self, row: Any) -> int:
        return int(row.number)

    @admin.display(description=_("asked"), ordering="is_active")
    def asked(self, row: Question) -> SafeString:
        return tag(_("asked"), "good", "check") if row.is_active else tag(_("retired"), "neutral", "minus")


@admin.register(FormSection)
class FormSectionAdmin(PanelAdmin):
    list_display = ["title_words", "phase", "number_of_questions", "preview_link"]
    list_filter = ["phase"]
    search_fields = ["title_en", "title_ms", "slug"]
    empty_text = _("A page of questions is a part of the registration form, or a task after the approval.")
    prepopulated_fields = {"slug": ["title_en"]}
    fieldsets = [
        (None, {"fields": [("title_en", "title_ms"), "slug", "phase", "position"]}),
        (_("Introduction"), {"fields": ["intro_en", "intro_ms"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[FormSection]:
        rows: QuerySet[FormSection] = super().get_queryset(request)
        return rows.annotate(number=Count("questions"))

    def get_urls(self) -> list[URLPattern]:
        inside = self.admin_site.admin_view
        own = path("<slug:slug>/preview/", inside(self.preview_view), name="delegates_formsection_preview")
        return [own, *super().get_urls()]

    def has_delete_permission(self, request: HttpRequest, obj: FormSection | None = None) -> bool:
        """A page with questions keeps them: they are deleted or moved first."""
        return (obj is None or not obj.questions.exists()) and super().has_delete_permission(request, obj)

    def preview_view(self, request: HttpRequest, slug: str) -> HttpResponse:
        """The page as people meet it, in both languages, with everything shown."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        section = get_object_or_404(FormSection, slug=slug)
        context = {
            **self.admin_site.each_context(request),
            "title": _("How people see it: %(page)s") % {"page": section},
            "opts": self.opts,
            "section": section,
            "languages": [self._in(language, section) for language in ("en", "ms")],
        }
        return TemplateResponse(request, "admin/delegates/formsection/preview.html", context)

    def _in(self, language: str, section: FormSection) -> dict[str, Any]:
        questions = section.questions.filter(is_active=True).select_related("shown_when")
        with translation.override(language):
            form = forms.Form(prefix=language)
            for question in questions:
                form.fields[question.slug] = field_for(question, is_required=question.is_required)
            rows = [
                {"html": str(form[question.slug].as_field_group()), "when": self._when(question)}
                for question in questions
            ]
            return {"code": language, "title": section.title, "intro": section.intro, "rows": rows}

    def _when(self, question: Question) -> str:
        if question.shown_when is None:
            return ""
        values = ", ".join(map(str, question.shown_values))
        return str(_("Shown when “%(question)s” is %(values)s") % {"question": question.shown_when, "values": values})

    @admin.display(description=_("page"), ordering="position")
    def title_words(self, row: FormSection) -> SafeString:
        return two_lines(row, row.slug)

    @admin.display(description=_("questions"), ordering="number")
    def number_of_questions(self, row: Any) -> int:
        return int(row.number)

    @admin.display(description=_("preview"))
    def preview_link(self, row: FormSection) -> SafeString:
        address = reverse("admin:delegates_formsection_preview", args=[row.slug])
        return format_html('<a href="{}">{}</a>', address, _("See it as people do"))
