"""One person's request to attend, and how it was decided."""

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ascn8.lib.codes import new_code
from ascn8.meeting.models import City, Country
from delegates.models.delegation import Category, Delegation

if TYPE_CHECKING:
    from delegates.models.user import User


class State(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    ENDORSED = "endorsed", _("Endorsed")
    APPROVED = "approved", _("Approved")
    CLEARED = "cleared", _("Cleared")
    RETURNED = "returned", _("Returned for correction")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    WAITING = "waiting", _("Waiting list")


class Standing(models.TextChoices):
    """What somebody is within the delegation."""

    HEAD = "head", _("Head of delegation")
    ALTERNATE = "alternate", _("Alternate head")
    MEMBER = "member", _("Member")


def _live(standing: Standing) -> Q:
    """The registrations that hold the place `standing` of their delegation."""
    return Q(standing=standing, delegation__isnull=False) & ~Q(state__in=[State.DECLINED, State.WITHDRAWN])


# Whose turn it is, as conditions: lists filter and count by them. delegates/stages.py says the same of one row.


def to_endorse() -> Q:
    return Q(state=State.SUBMITTED, category__in=Category.objects.with_endorsement())


def waiting_for_focal_point() -> Q:
    has_one = Q(delegation__isnull=False, delegation__in=Delegation.objects.filter(focal_points__isnull=False))
    return to_endorse() & has_one


def waiting_for_secretariat() -> Q:
    """To approve; to endorse only where there is no focal point who could."""
    return Q(state__in=[State.SUBMITTED, State.ENDORSED]) & ~waiting_for_focal_point()


def to_clear() -> Q:
    return Q(state=State.APPROVED, category__in=Category.objects.with_clearance())


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def visible_to(self, user: "User") -> Self:
        """All for staff with the permission; the own one and those of the own delegations for everybody else."""
        if user.has_perm("delegates.view_registration"):
            return self
        return self.filter(Q(user=user) | Q(delegation__focal_points=user)).distinct()

    def attending(self) -> Self:
        """Those whose accreditation is complete: a badge may exist, seats may be taken."""
        waits = Q(state=State.APPROVED, category__in=Category.objects.with_clearance())
        return self.filter(state__in=[State.APPROVED, State.CLEARED]).exclude(waits)

    def locked(self, pk: int) -> "Registration":
        """The row with what decisions read, locked until the end of the transaction (SQLite: the whole database)."""
        return (
            self.select_related("user", "category", "country", "delegation", "principal")
            .select_for_update(of=("self",))
            .get(pk=pk)
        )

    def to_endorse(self) -> Self:
        """Those whose next stage is the endorsement, whoever gives it."""
        return self.filter(to_endorse())

    def waiting_for_focal_point(self) -> Self:
        """Those whose next stage is the endorsement by a focal point that exists."""
        return self.filter(waiting_for_focal_point())

    def waiting_for_decision(self) -> Self:
        """Those on which the secretariat itself acts next."""
        return self.filter(waiting_for_secretariat())

    def to_clear(self) -> Self:
        """Those whose next stage is the security clearance."""
        return self.filter(to_clear())


class Registration(models.Model):
    """One person's request to attend. A draft may be incomplete; from SUBMITTED on the form's rules hold."""

    State = State
    Standing = Standing

    class Diet(models.TextChoices):
        NONE = "none", _("No restriction (all food is halal)")
        VEGETARIAN = "vegetarian", _("Vegetarian")
        VEGAN = "vegan", _("Vegan")
        NO_BEEF = "no_beef", _("No beef")
        NO_SEAFOOD = "no_seafood", _("No seafood")
        GLUTEN_FREE = "gluten_free", _("Gluten-free")
        NUT_ALLERGY = "nut_allergy", _("Nut allergy")
        OTHER = "other", _("Other (please say below)")

    code = models.CharField(_("code"), max_length=12, unique=True, default=new_code, editable=False)
    # The account that answers for this registration and gets its mails; it may also answer for accompanying persons.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="registrations",
        verbose_name=_("account"),
    )
    # Whom an accompanying person comes with; empty for everybody who comes in their own right.
    principal = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="companions",
        verbose_name=_("accompanies"),
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT, db_index=True)
    # Raised by every change: a form that was opened before somebody else's change is told so.
    version = models.PositiveIntegerField(default=1, editable=False)

    category = models.ForeignKey(
        Category,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="registrations",
        verbose_name=_("category"),
    )
    delegation = models.ForeignKey(
        Delegation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="registrations",
        verbose_name=_("delegation"),
    )
    standing = models.CharField(_("in the delegation"), max_length=9, choices=Standing.choices, default=Standing.MEMBER)

    title = models.CharField(_("title"), max_length=60, blank=True)
    given_name = models.CharField(_("given name"), max_length=80, blank=True)
    family_name = models.CharField(_("family name"), max_length=80, blank=True)
    native_name = models.CharField(_("name in your own script"), max_length=80, blank=True)
    badge_name = models.CharField(_("name on the badge"), max_length=80, blank=True)
    sort_name = models.CharField(_("sorted under"), max_length=170, blank=True, db_index=True)
    # Names, organisation and code, folded (ascn8.lib.text.fold): what staff search in.
    search = models.TextField(editable=False, blank=True, default="")
    # How the person wants to stand in the list of participants, where not by title and names.
    listed_as = models.CharField(_("listed as"), max_length=160, blank=True)
    # "system:number" of the row this one was imported from: the same file twice finds it again.
    external_id = models.CharField(_("number elsewhere"), max_length=80, blank=True, editable=False)
    # The list it came in with, or was last filled from.
    people_file = models.ForeignKey(
        "delegates.PeopleFile",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="registrations",
        verbose_name=_("came with the list"),
    )

    organisation = models.CharField(_("organisation"), max_length=120, blank=True)
    position = models.CharField(_("position"), max_length=120, blank=True)
    country = models.ForeignKey(
        Country,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="registrations",
        verbose_name=_("country"),
    )
    city = models.ForeignKey(
        City,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="registrations",
        verbose_name=_("city"),
    )
    phone = models.CharField(_("mobile phone"), max_length=20, blank=True)  # E.164

    photo = models.FileField(_("photo"), max_length=120, blank=True, upload_to="photos/")
    # The same picture as small as it is printed: what badges are drawn from, many in a second.
    photo_print = models.FileField(max_length=120, blank=True, upload_to="photos/", editable=False)

    diet = models.CharField(_("food"), max_length=12, choices=Diet.choices, default=Diet.NONE)
    diet_note = models.CharField(_("more about food"), max_length=200, blank=True)
    access_needs = models.CharField(
        _("access needs"),
        max_length=400,
        blank=True,
        help_text=_("For example: step-free access, sign language."),
    )

    # {step: {field: what was typed}} of steps that did not pass their checks: nothing typed is lost.
    held = models.JSONField(default=dict, blank=True, editable=False)
    # The steps that a return for correction names: only they are open. Empty: all of them.
    open_steps = models.JSONField(default=list, blank=True, editable=False)

    created_at = models.DateTimeField(_("begun"))
    changed_at = models.DateTimeField(_("last changed"))
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True, db_index=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    # When the present state was reached: the clock of the stage that comes next.
    state_since = models.DateTimeField(_("in this state since"), null=True, blank=True)
    # The registration that this one turned out to be a second time.
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="merged"
    )

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        ordering = ["sort_name", "pk"]
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        permissions = [
            ("decide_registration", _("Can approve, return and decline registrations")),
            ("clear_registration", _("Can record the security clearance")),
            ("merge_registration", _("Can merge registrations of the same person")),
            ("import_registration", _("Can import lists of people")),
            ("export_registration", _("Can download lists of people")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"])
                | Q(category__isnull=False, country__isnull=False, submitted_at__isnull=False)
                & ~Q(given_name="")
                & ~Q(badge_name=""),
                name="registration_complete_when_submitted",
            ),
            models.UniqueConstraint(
                fields=["user"], condition=Q(principal__isnull=True), name="registration_one_an_account"
            ),
            models.UniqueConstraint(fields=["delegation"], condition=_live(Standing.HEAD), name="delegation_one_head"),
            models.UniqueConstraint(
                fields=["delegation"], condition=_live(Standing.ALTERNATE), name="delegation_one_alternate"
            ),
            models.UniqueConstraint(
                fields=["external_id"], condition=~Q(external_id=""), name="registration_external_id_once"
            ),
            models.CheckConstraint(
                condition=Q(principal__isnull=True) | ~Q(principal=models.F("id")),
                name="registration_not_own_companion",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name or self.code

    @property
    def full_name(self) -> str:
        """Title, given and family name as the person writes them; nothing is reordered or guessed."""
        return " ".join(part for part in (self.title, self.given_name, self.family_name) if part)

    @property
    def is_attending(self) -> bool:
        """Whether the last stage of the category is passed; the same rule as `attending()`."""
        if self.state == State.APPROVED:
            return not (self.category and self.category.needs_clearance)
        return self.state == State.CLEARED

    @property
    def waits_since(self) -> dt.datetime | None:
        """From when the clock of the next stage runs."""
        return self.state_since or self.submitted_at

    @property
    def is_editable(self) -> bool:
        return self.state in (State.DRAFT, State.RETURNED)


class Transition(models.Model):
    """One change of a registration's state: the person's timeline and the reviewer's history."""

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="transitions")
    from_state = models.CharField(max_length=10, choices=State.choices, blank=True)
    to_state = models.CharField(max_length=10, choices=State.choices)
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}"
