"""Seats: what can be taken, and who claims one."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count, F, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from ascn8.lib.codes import new_code
from ascn8.lib.languages import pick
from delegates.models import Registration
from sessions.models.programme import Session

if TYPE_CHECKING:
    from delegates.models import User


class SeatingQuerySet(models.QuerySet["Seating"]):
    def with_waiting(self) -> Self:
        """Adds `waiting`: how many are in the queue."""
        return self.annotate(waiting=_counted(Signup.objects.filter(seating=OuterRef("pk"), state="waiting")))


class Seating(models.Model):
    """A number of seats at a time: one departure of a site visit, or the one sitting of a session with seats.

    `confirmed` and `tickets_issued` are changed only under the row's lock (sessions/signups.py); the constraint
    stands behind the lock.
    """

    code = models.CharField(_("code"), max_length=12, unique=True, default=new_code, editable=False)
    session = models.ForeignKey(Session, models.PROTECT, related_name="seatings", verbose_name=_("session"))
    name_en = models.CharField(_("name (English)"), max_length=80, blank=True)
    name_ms = models.CharField(_("name (Malay)"), max_length=80, blank=True)
    starts_at = models.DateTimeField(_("leaves or begins"))
    ends_at = models.DateTimeField(_("returns or ends"))
    meeting_point_en = models.CharField(_("meeting point (English)"), max_length=200, blank=True)
    meeting_point_ms = models.CharField(_("meeting point (Malay)"), max_length=200, blank=True)
    signup_opens_at = models.DateTimeField(_("sign-up opens"))
    signup_closes_at = models.DateTimeField(_("sign-up closes"))
    capacity = models.PositiveIntegerField(_("seats"))
    confirmed = models.PositiveIntegerField(_("taken"), default=0, editable=False)
    tickets_issued = models.PositiveIntegerField(default=0, editable=False)

    # Set by `with_waiting`.
    waiting: int

    objects = SeatingQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        verbose_name = _("departure or seating")
        verbose_name_plural = _("departures and seatings")
        constraints = [
            models.CheckConstraint(condition=Q(confirmed__lte=F("capacity")), name="seating_never_oversold"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="seating_ends_after_start"),
            models.CheckConstraint(
                condition=Q(signup_closes_at__gt=F("signup_opens_at")),
                name="seating_window_in_order",
            ),
        ]

    def __str__(self) -> str:
        return pick(self, "name") or str(self.session)

    @property
    def free(self) -> int:
        return self.capacity - self.confirmed

    def overlaps(self, other: "Seating") -> bool:
        """Whether nobody can sit in both: they share a moment."""
        return self.starts_at < other.ends_at and self.ends_at > other.starts_at


class SignupQuerySet(models.QuerySet["Signup"]):
    def visible_to(self, user: "User") -> Self:
        if user.has_perm("agenda.view_signup"):
            return self
        return self.filter(Q(registration__user=user) | Q(registration__delegation__focal_points=user)).distinct()

    def live(self) -> Self:
        """Claims that still count: confirmed, offered or waiting."""
        return self.filter(state__in=Signup.LIVE)

    def with_places(self) -> Self:
        """Adds `queue_length` and `queue_place`: "3rd of 11"; the place of a claim that does not wait is 0."""
        queue = Signup.objects.filter(seating=OuterRef("seating"), state=Signup.State.WAITING)
        return self.annotate(
            queue_length=_counted(queue),
            queue_place=_counted(queue.filter(ticket__lte=OuterRef("ticket")).filter(_waits)),
        )


# The claim of the query around it waits itself.
_waits = Q(state=OuterRef("state"))


def _counted(rows: "models.QuerySet[Signup]") -> Coalesce:
    number = rows.order_by().values("seating").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(number), 0, output_field=IntegerField())


class Signup(models.Model):
    """One person's claim to one seat. Withdrawing keeps the row; coming back takes a new ticket."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        OFFERED = "offered", _("Offered")
        CONFIRMED = "confirmed", _("Confirmed")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        EXPIRED = "expired", _("Expired")

    LIVE = ("waiting", "offered", "confirmed")

    code = models.CharField(_("code"), max_length=12, unique=True, default=new_code, editable=False)
    seating = models.ForeignKey(Seating, models.PROTECT, related_name="signups", verbose_name=_("departure"))
    # Repeats seating.session, so that "one live claim a visit" can be a constraint.
    session = models.ForeignKey(Session, models.PROTECT, related_name="signups", verbose_name=_("session"))
    registration = models.ForeignKey(Registration, models.PROTECT, related_name="signups", verbose_name=_("delegate"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    # Taken from seating.tickets_issued under its lock: the order of the queue, whatever the clocks say.
    ticket = models.PositiveIntegerField(_("ticket"))
    created_at = models.DateTimeField(_("signed up"))
    changed_at = models.DateTimeField(_("last changed"))

    # Set by `with_places`.
    queue_place: int
    queue_length: int

    objects = SignupQuerySet.as_manager()

    class Meta:
        ordering = ["seating", "ticket"]
        verbose_name = _("sign-up")
        verbose_name_plural = _("sign-ups")
        constraints = [
            models.UniqueConstraint(fields=["seating", "registration"], name="signup_once_a_seating"),
            models.UniqueConstraint(fields=["seating", "ticket"], name="signup_ticket_once"),
            models.UniqueConstraint(
                fields=["session", "registration"],
                condition=Q(state__in=["waiting", "offered", "confirmed"]),
                name="signup_one_live_a_session",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registration} – {self.seating}"

    @property
    def is_live(self) -> bool:
        return self.state in Signup.LIVE

    @property
    def is_confirmed(self) -> bool:
        return self.state == Signup.State.CONFIRMED

    @property
    def is_waiting(self) -> bool:
        return self.state == Signup.State.WAITING
