"""Nominations: the places of a delegation by name, from the first idea to the registration."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ascn8.lib.codes import new_code
from delegates.models.delegation import Category, Delegation
from delegates.models.registration import Registration, Standing

if TYPE_CHECKING:
    from delegates.models.user import User


class NominationState(models.TextChoices):
    REQUESTED = "requested", _("Place asked for")
    REFUSED = "refused", _("Place refused")
    NAMED = "named", _("Named")
    INVITED = "invited", _("Invited")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


# A nomination in one of these holds one of the places of its category.
HOLDS_A_PLACE = (NominationState.NAMED, NominationState.INVITED, NominationState.ACCEPTED)
LIVE_NOMINATIONS = (NominationState.REQUESTED, *HOLDS_A_PLACE)


class NominationQuerySet(models.QuerySet["Nomination"]):
    def visible_to(self, user: "User") -> Self:
        """All for staff who see delegations; those of the own delegations for a focal point."""
        if user.has_perm("delegates.view_delegation"):
            return self
        return self.filter(delegation__focal_points=user)

    def live(self) -> Self:
        return self.filter(state__in=LIVE_NOMINATIONS)

    def holding(self) -> Self:
        """Those that count against the places of their category."""
        return self.filter(state__in=HOLDS_A_PLACE)


class Nomination(models.Model):
    """One place of a delegation: still without a name, named, invited, or filled by a registration.

    What goes over the places of the category begins as REQUESTED: the secretariat grants or refuses it. The link of
    the invitation is a secret that only the mail holds; the row keeps its SHA-256.
    """

    State = NominationState

    code = models.CharField(_("code"), max_length=12, unique=True, default=new_code, editable=False)
    delegation = models.ForeignKey(Delegation, models.CASCADE, related_name="nominations", verbose_name=_("delegation"))
    category = models.ForeignKey(Category, models.PROTECT, related_name="+", verbose_name=_("category"))
    standing = models.CharField(_("in the delegation"), max_length=9, choices=Standing.choices, default=Standing.MEMBER)
    name = models.CharField(_("name"), max_length=160, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=NominationState.choices, default=NominationState.NAMED, db_index=True
    )
    registration = models.OneToOneField(
        Registration, models.SET_NULL, null=True, blank=True, related_name="nomination", verbose_name=_("registration")
    )
    token_hash = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    reason = models.TextField(_("why a further place is needed"), blank=True)
    answer = models.TextField(_("answer of the secretariat"), blank=True)
    created_at = models.DateTimeField(_("nominated"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    invited_at = models.DateTimeField(_("invited"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    objects = NominationQuerySet.as_manager()

    class Meta:
        ordering = ["delegation", "category__position", "created_at", "pk"]
        verbose_name = _("nomination")
        verbose_name_plural = _("nominations")
        permissions = [("grant_nomination", _("Can grant delegations further places"))]
        constraints = [
            models.UniqueConstraint(
                fields=["delegation", "email"],
                condition=Q(state__in=LIVE_NOMINATIONS) & ~Q(email=""),
                name="nomination_address_once",
            ),
            models.UniqueConstraint(
                fields=["delegation"],
                condition=Q(state__in=LIVE_NOMINATIONS, standing=Standing.HEAD),
                name="nomination_one_head",
            ),
            models.UniqueConstraint(
                fields=["delegation"],
                condition=Q(state__in=LIVE_NOMINATIONS, standing=Standing.ALTERNATE),
                name="nomination_one_alternate",
            ),
            models.CheckConstraint(
                condition=~Q(state="invited") | ~Q(email="") & Q(invited_at__isnull=False),
                name="nomination_invited_has_address",
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(_("Not named yet"))

    @property
    def is_unnamed(self) -> bool:
        """Whether the place is held for somebody who is not known yet."""
        return self.state == NominationState.NAMED and not self.name
