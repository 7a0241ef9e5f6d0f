"""Models that name somebody and are not in the download, each with its reason. Everything else is told."""

LEFT_OUT: dict[str, str] = {
    "account.EmailConfirmation": "a key that proves an address once, gone when it is used; it says nothing of anybody",
    "admin.LogEntry": "what a member of staff did in the panel; it belongs to the office, and the audit trail says it",
    "agenda.Release": "names the member of staff who published it; the release itself is public",
    "delegates.NominationLetter": "a delegation's paper; the account only says who uploaded it",
    "delegates.ParticipantList": "a snapshot of a paper; the account only says which member of staff made it",
    "delegates.PeopleFile": "a file about many people; the account only says which member of staff uploaded it",
}
# Nothing is erased in these, and no rule that keeps (erasing/parts.py) names them.
NOT_ERASED: dict[str, str] = {
    "delegates.NominationLetter": "a delegation's paper; the account that uploaded it is a pseudonym afterwards",
}
