"""Lists of invented people, as other systems and offices send them."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook

HEADINGS = ["Email", "Given name", "Family name", "Organisation", "Position", "Country", "Mobile phone"]
WHOLE = ["sophea@example.org", "Sophea", "Chan", "Majlis Bandaran Rekaan", "City planner", "Cambodia", "+85512345678"]


def whole(number: int, **changes: str) -> list[str]:
    """A row with everything the form demands but the category."""
    row = dict(zip(HEADINGS, WHOLE, strict=True)) | {"Email": f"person{number}@list.example"} | changes
    return [row[heading] for heading in HEADINGS]


def csv_of(
    *rows: Sequence[str], delimiter: str = ",", encoding: str = "utf-8", headings: Sequence[str] = HEADINGS
) -> bytes:
    """A CSV file; without `headings` none."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows([*([headings] if headings else []), *rows])
    return out.getvalue().encode(encoding)


def xlsx_of(*rows: Sequence[Any], headings: Sequence[str] = HEADINGS) -> bytes:
    """An Excel workbook with one sheet."""
    book = Workbook()
    for row in (headings, *rows):
        book.active.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


# The headings of the forms of export that we know, as their programs write them.
FORMS: dict[str, list[str]] = {
    "pretix_positions": [
        "Event slug", "Event name", "Order code", "Position ID", "Status", "Email", "Phone number", "Order date",
        "Product", "Attendee name", "Attendee name: Title", "Attendee name: Given name", "Attendee name: Family name",
        "Attendee email", "Attendee company", "Address", "City", "Country", "State", "Pseudonymization ID",
        "Ticket secret", "Invoice address name", "Invoice address country", "Order locale",
    ],
    "pretix_checkin": [
        "Order code", "Attendee name", "Attendee name: Given name", "Attendee name: Family name", "Product", "Price",
        "Checked in", "Checked out", "Secret", "Email", "Phone number", "Company", "City", "Country", "State",
    ],
    "indico_registrations": [
        "ID", "Name", "First Name", "Last Name", "Email Address", "Affiliation", "Address", "Country", "Phone Number",
        "Position", "Registration date", "Registration state", "Tags",
    ],
    "hievents_attendees": [
        "ID", "First Name", "Last Name", "Email", "Status", "Is Checked In", "Checked In At", "Ticket ID", "Event ID",
        "Public ID", "Short ID", "Created Date",
    ],
    "eventbrite_attendees": [
        "Order #", "Order Date", "First Name", "Last Name", "Email", "Quantity", "Ticket Type", "Attendee #", "Group",
        "Attendee Status", "Home Address 1", "Home City", "Home State", "Home Zip", "Home Country",
    ],
    "eventbrite_short": [
        "Order #", "Order Date", "First Name", "Surname", "Email", "Event Name", "Ticket Type", "Attendee Status",
    ],
    "luma_guests": [
        "name", "first_name", "last_name", "email", "phone_number", "created_at", "approval_status", "checked_in_at",
        "ticket_name",
    ],
    "tito_attendees": ["Ticket", "Reference", "Name", "Email", "Tags", "Registration Date"],
    "google_forms": ["Timestamp", "Email Address", "Your full name", "Phone", "Anything we should know?"],
    "salesforce_contacts": [
        "Salutation", "First Name", "Last Name", "Email", "Phone", "Account Name", "Title", "Mailing City",
    ],
    "outlook_contacts": [
        "First Name", "Middle Name", "Last Name", "E-mail Address", "Mobile Phone", "Company", "Birthday",
    ],
    "google_contacts": [
        "Name", "Given Name", "Family Name", "Birthday", "Notes", "E-mail 1 - Value", "Phone 1 - Value",
        "Organization 1 - Name",
    ],
}  # fmt: skip
