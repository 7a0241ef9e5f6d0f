"""The list of a delegation as a table that leaves the house."""

import datetime as dt

from django.utils.translation import gettext as _

from ascn8.lib.sheets import CSV_TYPE, XLSX_TYPE, Cell, as_csv, as_xlsx
from delegates.delegations.members import Member, members
from delegates.models import Delegation
from delegates.models.registration import Standing

TYPES = {"csv": CSV_TYPE, "xlsx": XLSX_TYPE}


def sheet(delegation: Delegation, *, kind: str, at: dt.datetime) -> bytes:
    """Everybody of the delegation with state and what is owed, as "csv" or "xlsx"."""
    columns = [
        *(_("Name"), _("In the delegation"), _("Category"), _("E-mail"), _("Organisation"), _("Position")),
        *(_("State"), _("Still to do"), _("Accompanied by"), _("Code")),
    ]
    rows = [_row(member) for member in members(delegation, at=at)]
    return as_csv(columns, rows) if kind == "csv" else as_xlsx(delegation.name, columns, rows)


def _row(member: Member) -> list[Cell]:
    person = member.registration
    code = person.code if person else member.nomination.code if member.nomination else ""
    return [
        member.name or _("Not named yet"),
        str(Standing(member.standing).label),
        member.category.name if member.category else "",
        member.email,
        person.organisation if person else "",
        person.position if person else "",
        member.state_words,
        "; ".join(member.owed),
        ", ".join(str(companion) for companion in member.companions),
        code,
    ]
