"""Who gets what at every address: one row for each URL pattern. A pattern without a row fails the build.

A row names, for each kind of reader, the answer to GET (and to POST for what only takes POST):
200 shown, 302 sent elsewhere (a stranger: to the sign-in page), 403 not your duty, 404 not there for you.
"""

from dataclasses import dataclass, field

# Everybody who may ask. Roles of staff are the groups of ascn8/roles.py.
READERS = (
    "stranger",
    "delegate",
    "other_delegate",
    "focal",
    "exhibitor",
    "other_exhibitor",
    "Registration",
    "Programme",
    "Exhibition",
    "Protocol",
    "Door",
    "superuser",
)
STAFF = READERS[6:]
PEOPLE = READERS[1:6]


@dataclass(frozen=True)
class Row:
    """`path` with {placeholders} of the world (test_access.py); `answers`: reader -> status, `rest` for the others."""

    path: str
    rest: int
    answers: dict[str, int] = field(default_factory=dict)
    method: str = "get"

    def expected(self, reader: str) -> int:
        """The status that `reader` must get."""
        return self.answers.get(reader, self.rest)


def public(path: str, status: int = 200) -> Row:
    """The same for everybody."""
    return Row(path, status)


def signed_in(path: str, status: int = 200, **answers: int) -> Row:
    """Strangers are sent to the sign-in page, all others get `status`."""
    return Row(path, status, {"stranger": 302, **answers})


def only(path: str, *readers: str, status: int = 200, others: int = 404, method: str = "get") -> Row:
    """`readers` get `status`; strangers are sent to sign in; for everybody else it is not there."""
    return Row(path, others, {"stranger": 302, **dict.fromkeys(readers, status)}, method)


def panel(path: str, *roles: str, status: int = 200) -> Row:
    """A page of the panel: people are sent to the sign-in page of staff, staff without the duty get 403."""
    answers = {**dict.fromkeys(STAFF, 403), **dict.fromkeys(roles, status), "superuser": status}
    return Row(path, 302, answers)


SEES_REGISTRATIONS = ("Registration", "Programme", "Protocol", "Door", "superuser")

# The name of the pattern (with its namespace) -> its row.
TABLE: dict[str, Row] = {
    # --- Pages that span the apps
    "home": public("/"),
    "practical": public("/practical/"),
    "styleguide": public("/styleguide/"),
    "health_live": public("/health/live"),
    "me": signed_in("/me/"),
    "beside": public("/me/beside.json"),
    # --- Exhibition
    "exhibition": public("/exhibition/"),
    "exhibitor_public": public("/exhibition/{listing}/"),
    "exhibitor_logo": public("/exhibition/{listing}/logo.jpg"),
    "exhibitor": signed_in("/exhibitor/"),
    "exhibitor_edit": only("/exhibitor/{exhibitor}/", "exhibitor", "Exhibition", "superuser"),
    "exhibitor_logo_change": only(
        "/exhibitor/{exhibitor}/logo/", "exhibitor", "Exhibition", "superuser", status=302, method="post"
    ),
}
