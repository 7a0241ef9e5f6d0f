"""The accreditation queue, and the raw form behind each person."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import FileResponse, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from ascn8.lib.adminpages import PanelAdmin, state_tag
from ascn8.lib.text import clean_line, fold
from delegates.admin import bulk, review, vault
from delegates.admin.counted import CountedList
from delegates.admin.filters import CategoryFilter, CountryFilter, DelegationFilter, QueueFilter, turn
from delegates.admin.shown import category_tag, clock, face, names
from delegates.list_of_registrations import EXPORT
from delegates.models import Registration
from delegates.registration import correct
from delegates.signed_in import account_of
from delegates.stages import CLEAR, DECIDE, clock_of, stage_rules
from delegates.steps import FIELDS
from delegates.transitions import Move, is_own

_EDITABLE = [field for fields in FIELDS.values() for field in fields]


class ReviewList(CountedList):
    """A row leads to the review screen, not to the raw form."""

    def url_for_result(self, result: Any) -> str:
        return reverse("admin:delegates_registration_review", args=[result.code])

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet[Any]:
        """The rows are counted by whose turn it is."""
        rows: QuerySet[Any] = super().get_queryset(request, exclude_parameters)
        if exclude_parameters is None:
            self.before_filters = self.before_filters.annotate(turn=turn())
        return rows

    def get_results(self, request: HttpRequest) -> None:
        """Each row with its clock; the rules are read once for all of them."""
        super().get_results(request)
        rules, now = stage_rules(), timezone.now()
        for row in self.result_list:
            row.clock = clock_of(row, rules=rules, at=now)


@admin.register(Registration)
class RegistrationAdmin(PanelAdmin):
    """People register themselves; staff decide, and mend what a person got wrong. Only decisions change the state."""

    list_title = _("Accreditation")
    list_display = ["face", "names", "category_tag", "delegation_name", "country", "state_word", "waits"]
    list_display_links = ["names"]
    list_filter = [QueueFilter, CategoryFilter, DelegationFilter, CountryFilter]
    list_select_related = ["category", "delegation", "country", "user"]
    # Both sides are folded, so the database compares as it stands: PostgreSQL would turn every row to upper case.
    search_fields = ["search__contains", "=code"]
    search_help_text = _("Name, organisation, code or e-mail")
    empty_text = _("Nobody has registered yet. People register on the public site.")
    ordering = ["submitted_at", "pk"]
    actions = [
        *("endorse_selected", "approve_selected", "clear_selected", "return_selected", "decline_selected"),
        *("list_as_xlsx", "list_as_csv"),
    ]
    autocomplete_fields = ["delegation", "country", "city"]
    readonly_fields = ["code", "user", "state_word", "submitted_at", "decided_at", "changed_at"]
    fieldsets = [
        (None, {"fields": ["code", "user", "state_word"]}),
        (_("Name"), {"fields": ["title", ("given_name", "family_name"), "native_name", "badge_name"]}),
        (_("What the person represents"), {"fields": ["category", "delegation", "organisation", "position"]}),
        (_("From"), {"fields": ["country", "city", "phone"]}),
        (_("Needs"), {"fields": ["diet", "diet_note", "access_needs"]}),
        (_("When"), {"fields": ["submitted_at", "decided_at", "changed_at"]}),
    ]

    # --- Who may ---------------------------------------------------------------------------------------------------

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody mends the own registration: the category on the badge is a decision of somebody else."""
        own = obj is not None and is_own(obj, account_of(request))
        return not own and super().has_change_permission(request, obj)

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(DECIDE)

    def has_clear_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(CLEAR)

    def has_either_permission(self, request: HttpRequest) -> bool:
        return self.has_decide_permission(request) or self.has_clear_permission(request)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(EXPORT)

    # --- The list --------------------------------------------------------------------------------------------------

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ReviewList]:
        return ReviewList

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Registration], search_term: str
    ) -> tuple[QuerySet[Registration], bool]:
        """An address is also looked for where it stands: the index may hold one that was changed since."""
        found, may_repeat = super().get_search_results(request, queryset, fold(search_term))
        if "@" in search_term:
            found |= queryset.filter(user__email__contains=fold(search_term))
        return found, may_repeat

    @admin.display(description=_("photo"))
    def face(self, row: Registration) -> SafeString:
        return face(row)

    @admin.display(description=_("name"), ordering="sort_name")
    def names(self, row: Registration) -> SafeString:
        return names(row)

    @admin.display(description=_("category"), ordering="category__position")
    def category_tag(self, row: Registration) -> SafeString | str:
        return category_tag(row.category)

    @admin.display(description=_("delegation"), ordering="delegation__name_en")
    def delegation_name(self, row: Registration) -> Any:
        return row.delegation or row.organisation

    @admin.display(description=_("state"), ordering="state")
    def state_word(self, row: Registration) -> SafeString:
        return state_tag(row.state, row.get_state_display())

    @admin.display(description=_("waiting since"), ordering="submitted_at")
    def waits(self, row: Any) -> SafeString | str:
        """The clock of the next stage; the day of the submission where nobody is waited for."""
        if row.clock is not None:
            return clock(row.clock)
        if row.submitted_at is None:
            return "–"
        local = timezone.localtime(row.submitted_at)
        return format_html('<time datetime="{}">{}</time>', local.isoformat(), date_format(local, "j M Y"))

    # --- Own pages -------------------------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        """The review screen and what belongs to it come before Django's catch-all."""
        inside = self.admin_site.admin_view
        name = "delegates_registration"
        own = [
            path("<slug:code>/review/", inside(self.review_view), name=f"{name}_review"),
            path("<slug:code>/vault/<slug:which>/", inside(self.vault_view), name=f"{name}_vault"),
            path("<slug:code>/face/", inside(self.face_view), name=f"{name}_face"),
            path("decide/", inside(self.decide_view), name=f"{name}_decide"),
        ]
        return own + super().get_urls()

    def review_view(self, request: HttpRequest, code: str) -> HttpResponse:
        return review.review(self, request, code)

    def vault_view(self, request: HttpRequest, code: str, which: str) -> HttpResponse:
        return vault.vault(self, request, code, which)

    def face_view(self, request: HttpRequest, code: str) -> FileResponse:
        return review.face(self, request, code)

    def decide_view(self, request: HttpRequest) -> HttpResponse:
        return bulk.confirm(self, request)

    @admin.action(description=_("Endorse for the focal point …"), permissions=["decide"])
    def endorse_selected(self, request: HttpRequest, queryset: QuerySet[Registration]) -> HttpResponse:
        return bulk.preview_page(self, request, queryset, Move.ENDORSE)

    @admin.action(description=_("Clear …"), permissions=["clear"])
    def clear_selected(self, request: HttpRequest, queryset: QuerySet[Registration]) -> HttpResponse:
        return bulk.preview_page(self, request, queryset, Move.CLEAR)

    @admin.action(description=_("Approve …"), permissions=["decide"])
    def approve_selected(self, request: HttpRequest, queryset: QuerySet[Registration]) -> HttpResponse:
        return bulk.preview_page(self, request, queryset, Move.APPROVE)

    @admin.action(description=_("Return for correction …"), permissions=["decide"])
    def return_selected(self, request: HttpRequest, queryset: QuerySet[Registration]) -> HttpResponse:
        return bulk.preview_page(self, request, queryset, Move.RETURN)

    @admin.action(description=_("Decline …"), permissions=["either"])
    def decline_selected(self, request: HttpRequest, queryset: QuerySet[Registration]) -> HttpResponse:
        return bulk.preview_page(self, request, queryset, Move.DECLINE)

    @admin.action(description=_("Download as XLSX"), permissions=["export"])
    def list_as_xlsx(self, request: HttpRequest, queryset: QuerySet[Registration]) -> HttpResponse:
        return bulk.download_list(request, queryset, "xlsx")

    @admin.action(description=_("Download as CSV"), permissions=["export"])
    def list_as_csv(self, request: HttpRequest, queryset: QuerySet[Registration]) -> HttpResponse:
        return bulk.download_list(request, queryset, "csv")

    # --- The raw form ----------------------------------------------------------------------------------------------

    def save_model(self, request: HttpRequest, obj: Registration, form: ModelForm[Any], change: bool) -> None:
        """What was mended goes through the activity: it is audited, and the badge is drawn anew where it shows it."""
        changed = {field: form.cleaned_data[field] for field in form.changed_data if field in _EDITABLE}
        cleaned = {field: clean_line(value) if isinstance(value, str) else value for field, value in changed.items()}
        correct(Registration(pk=obj.pk), data=cleaned, actor=account_of(request), at=timezone.now())
