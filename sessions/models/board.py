"""What the programme board knows beside the sessions: its rules and their facts, its history, its templates."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ascn8.lib.codes import new_code
from ascn8.lib.languages import pick
from sessions.models.programme import Place, Session, Speaker


class RuleSetting(models.Model):
    """How strict one rule is. A rule without a row has its default (sessions/board/rules)."""

    class Rule(models.TextChoices):
        ROOM_TAKEN = "room_taken", _("The room is taken")
        PLACE_CLOSED = "place_closed", _("The place is closed")
        PERSON_TWICE = "person_twice", _("A person appears twice at once")
        REQUIRED_TWICE = "required_twice", _("People must attend twice at once")
        AVAILABILITY = "availability", _("A person is not available")
        TOO_SMALL = "too_small", _("The room is too small")
        FIRE_LIMIT = "fire_limit", _("More people than the fire limit")
        TRAVEL_TIME = "travel_time", _("Too little time between places")
        QUIET_WINDOW = "quiet_window", _("Meal or prayer time")
        NO_CHAIR = "no_chair", _("Nobody chairs")
        INTERPRETER_TURN = "interpreter_turn", _("Interpreters work too long")

    class Severity(models.TextChoices):
        BLOCK = "block", _("Blocks")
        WARN = "warn", _("Warns")

    rule = models.CharField(_("rule"), max_length=20, choices=Rule.choices, unique=True)
    severity = models.CharField(_("severity"), max_length=5, choices=Severity.choices)
    # For rules that measure something: minutes.
    limit = models.PositiveIntegerField(_("limit in minutes"), null=True, blank=True)

    class Meta:
        ordering = ["rule"]
        verbose_name = _("rule of the board")
        verbose_name_plural = _("rules of the board")

    def __str__(self) -> str:
        return str(self.get_rule_display())


class PlaceClosure(models.Model):
    """A time in which a place cannot be used: build-up, cleaning, another event."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="closures", verbose_name=_("place"))
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    reason_en = models.CharField(_("reason (English)"), max_length=120)
    reason_ms = models.CharField(_("reason (Malay)"), max_length=120, blank=True)

    class Meta:
        ordering = ["starts_at", "place"]
        verbose_name = _("closed time")
        verbose_name_plural = _("closed times")
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="closure_in_order")]

    def __str__(self) -> str:
        return f"{self.place}: {pick(self, 'reason')}"


class QuietWindow(models.Model):
    """A time that is kept free for everybody: a meal, a prayer. Breaks and social events may lie in it."""

    class Kind(models.TextChoices):
        MEAL = "meal", _("Meal")
        PRAYER = "prayer", _("Prayer")

    kind = models.CharField(_("kind"), max_length=6, choices=Kind.choices)
    name_en = models.CharField(_("name (English)"), max_length=80)
    name_ms = models.CharField(_("name (Malay)"), max_length=80, blank=True)
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))

    class Meta:
        ordering = ["starts_at"]
        verbose_name = _("meal or prayer time")
        verbose_name_plural = _("meal and prayer times")
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="quiet_window_in_order")]

    def __str__(self) -> str:
        return pick(self, "name")


class TravelTime(models.Model):
    """How long people need from one place to another, either way. `a` is the one with the lower key."""

    a = models.ForeignKey(Place, models.CASCADE, related_name="+", verbose_name=_("place"))
    b = models.ForeignKey(Place, models.CASCADE, related_name="+", verbose_name=_("other place"))
    minutes = models.PositiveSmallIntegerField(_("minutes"))

    class Meta:
        ordering = ["a", "b"]
        verbose_name = _("travel time")
        verbose_name_plural = _("travel times")
        constraints = [
            models.UniqueConstraint(fields=["a", "b"], name="travel_time_once"),
            models.CheckConstraint(condition=Q(a__lt=F("b")), name="travel_time_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.a} – {self.b}"


class Availability(models.Model):
    """A time in which a person can appear. Who has no row is always available."""

    speaker = models.ForeignKey(Speaker, models.CASCADE, related_name="availabilities", verbose_name=_("speaker"))
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))

    class Meta:
        ordering = ["speaker", "starts_at"]
        verbose_name = _("availability")
        verbose_name_plural = _("availabilities")
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="availability_in_order")]

    def __str__(self) -> str:
        return str(self.speaker)


class DayTemplate(models.Model):
    """The skeleton of a day that can be laid onto any day: breaks, meals, the first plenary.

    `items`: [{"start": "10:30", "minutes": 30, "kind", "title_en", "title_ms", "place": slug or "", "shares_place"}].
    """

    code = models.CharField(_("code"), max_length=12, unique=True, default=new_code, editable=False)
    name_en = models.CharField(_("name (English)"), max_length=80)
    name_ms = models.CharField(_("name (Malay)"), max_length=80, blank=True)
    items: "models.JSONField[list[dict[str, Any]]]" = models.JSONField(default=list)

    class Meta:
        ordering = ["name_en"]
        verbose_name = _("day template")
        verbose_name_plural = _("day templates")

    def __str__(self) -> str:
        return pick(self, "name")


class BoardAction(models.Model):
    """One action on the board, with what it changed: what undo and redo need.

    `changes`: [{"session": code, "before": {field: value}, "after": {field: value}}]; `before` null where the action
    made the session, `after` null where it took it away. Undone actions can be done again until another is done.
    """

    class Kind(models.TextChoices):
        MOVE = "move", _("Moved")
        RESIZE = "resize", _("Longer or shorter")
        UNSCHEDULE = "unschedule", _("Taken off the board")
        SHIFT = "shift", _("Shifted together")
        DUPLICATE = "duplicate", _("Duplicated")
        SPLIT = "split", _("Split")
        TEMPLATE = "template", _("Template laid on a day")

    code = models.CharField(_("code"), max_length=12, unique=True, default=new_code, editable=False)
    kind = models.CharField(_("what"), max_length=10, choices=Kind.choices)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="board_actions",
        verbose_name=_("by"),
    )
    done_at = models.DateTimeField(_("done"))
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)
    changes: "models.JSONField[list[dict[str, Any]]]" = models.JSONField(default=list)
    sessions = models.ManyToManyField(Session, related_name="board_actions", verbose_name=_("sessions"))

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("action on the board")
        verbose_name_plural = _("actions on the board")

    def __str__(self) -> str:
        return str(self.get_kind_display())
