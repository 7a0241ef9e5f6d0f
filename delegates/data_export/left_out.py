"""Models that name somebody and are not in the download, each with its reason. Everything else is told."""

LEFT_OUT: dict[str, str] = {
    "agenda.Document": "a paper of the meeting; the account only says who uploaded it",
    "agenda.DocumentFile": "a language version of a paper; the account only says who uploaded it",
    "account.EmailConfirmation": "a key that proves an address once, gone when it is used; it says nothing of anybody",
    "admin.LogEntry": "what a member of staff did in the panel; it belongs to the office, and the audit trail says it",
    "agenda.BoardAction": "a staff member's step on the programme board, kept for undo; it says nothing of a person",
    "agenda.PlannedRelease": "names the member of staff who planned it; the release itself is public",
    "agenda.Session": "names the member of staff who changed it last; the programme itself is public",
    "agenda.SpeakerInvitation": "a letter to a speaker; the account only says which member of staff sent it",
    "agenda.Release": "names the member of staff who published it; the release itself is public",
    "delegates.NominationLetter": "a delegation's paper; the account only says who uploaded it",
    "delegates.ParticipantList": "a snapshot of a paper; the account only says which member of staff made it",
    "delegates.PeopleFile": "a file about many people; the account only says which member of staff uploaded it",
}
# Nothing is erased in these, and no rule that keeps (erasing/parts.py) names them.
NOT_ERASED: dict[str, str] = {
    "agenda.BoardAction": "a member of staff's step on the programme board; the account is a pseudonym afterwards",
    "agenda.PlannedRelease": "an act of the secretariat; the account that planned it is a pseudonym afterwards",
    "agenda.Session": "a public item of the programme; the account that changed it is a pseudonym afterwards",
    "agenda.SpeakerInvitation": "a letter of the secretariat; the account that sent it is a pseudonym afterwards",
    "delegates.NominationLetter": "a delegation's paper; the account that uploaded it is a pseudonym afterwards",
}
