"""How somebody comes and goes, and who has to fill in an arrival card."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ascn8.meeting.models import Country
from delegates.models.registration import Registration


class PassportKind(models.TextChoices):
    ORDINARY = "ordinary", _("Ordinary passport")
    OFFICIAL = "official", _("Official or service passport")
    DIPLOMATIC = "diplomatic", _("Diplomatic passport")
    OTHER = "other", _("Another travel document")


class Travel(models.Model):
    """Nationality, kind of passport, flights, hotel. The passport itself lies in the vault."""

    registration = models.OneToOneField(Registration, models.CASCADE, related_name="travel", verbose_name=_("person"))
    nationality = models.ForeignKey(
        Country, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("nationality")
    )
    passport_kind = models.CharField(_("kind of passport"), max_length=10, choices=PassportKind.choices, blank=True)
    lives_in_host_country = models.BooleanField(_("lives in the host country"), default=False)
    needs_visa_letter = models.BooleanField(_("needs a letter for a visa"), default=False)
    needs_invitation = models.BooleanField(_("needs a letter of invitation"), default=False)
    arrives_at = models.DateTimeField(_("arrives"), null=True, blank=True)
    arrival_flight = models.CharField(_("flight of arrival"), max_length=12, blank=True)
    arrival_terminal = models.CharField(_("terminal of arrival"), max_length=40, blank=True)
    departs_at = models.DateTimeField(_("departs"), null=True, blank=True)
    departure_flight = models.CharField(_("flight of departure"), max_length=12, blank=True)
    departure_terminal = models.CharField(_("terminal of departure"), max_length=40, blank=True)
    hotel = models.CharField(_("hotel"), max_length=120, blank=True)
    changed_at = models.DateTimeField(_("last changed"))

    class Meta:
        ordering = ["arrives_at", "pk"]
        verbose_name = _("journey")
        verbose_name_plural = _("journeys")
        constraints = [
            models.CheckConstraint(
                condition=Q(arrives_at__isnull=True)
                | Q(departs_at__isnull=True)
                | Q(departs_at__gte=models.F("arrives_at")),
                name="travel_departs_after_arrival",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registration_id}"


class ArrivalCardRule(models.Model):
    """Who is exempt from the Malaysia Digital Arrival Card, from a day until a day, and who says so."""

    class Basis(models.TextChoices):
        NATIONALITY = "nationality", _("Nationality (ISO code)")
        PASSPORT = "passport", _("Kind of passport")
        RESIDENCE = "residence", _("Lives in the host country")

    basis = models.CharField(_("by"), max_length=11, choices=Basis.choices)
    value = models.CharField(_("value"), max_length=10, blank=True)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        ordering = ["basis", "value", "since"]
        verbose_name = _("exemption from the arrival card")
        verbose_name_plural = _("exemptions from the arrival card")
        constraints = [models.UniqueConstraint(fields=["basis", "value", "since"], name="arrival_card_rule_once")]

    def __str__(self) -> str:
        return f"{self.get_basis_display()} {self.value}"
