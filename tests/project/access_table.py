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
    "Security",
    "superuser",
)
STAFF = READERS[6:]
SEES_DELEGATIONS = ("focal", "Registration", "Protocol", "Security", "superuser")
SEES_REGISTRATIONS = ("Registration", "Programme", "Protocol", "Door", "Security", "superuser")


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


def signed_in(path: str, status: int = 200, *, method: str = "get", **answers: int) -> Row:
    """Strangers are sent to the sign-in page, all others get `status`."""
    return Row(path, status, {"stranger": 302, **answers}, method)


def only(path: str, *readers: str, status: int = 200, others: int = 404, method: str = "get") -> Row:
    """`readers` get `status`; strangers are sent to sign in; for everybody else it is not there."""
    return Row(path, others, {"stranger": 302, **dict.fromkeys(readers, status)}, method)


def panel(path: str, *roles: str, status: int = 200, method: str = "get") -> Row:
    """A page of the panel: strangers are sent to sign in; people, and staff without the duty, get 403."""
    return Row(path, 403, {"stranger": 302, **dict.fromkeys(roles, status), "superuser": status}, method)


# The name of the pattern (with its namespace) -> its row.
TABLE: dict[str, Row] = {
    # --- Pages that span the apps
    "home": public("/"),
    "practical": public("/practical/"),
    "styleguide": public("/styleguide/"),
    "health_live": public("/health/live"),
    "health_ready": public("/health/ready", 503),  # no worker runs in this test, and it says so
    "service_worker": public("/sw.js"),
    # --- Now and next: screens in front of the rooms
    "now": public("/now/"),
    "now_day": public("/now/day.html"),
    "now_room": public("/now/{room}/"),
    "now_room_day": public("/now/{room}/day.html"),
    "me": signed_in("/me/"),
    "my_vault": signed_in("/me/vault/", 302, delegate=200, other_delegate=200),
    "beside": public("/me/beside.json"),
    # --- Long work: the owner's
    "job": only("/jobs/{job}/", "delegate", "superuser"),
    "job_file": only("/jobs/{job}/file/", status=404),  # this one made no file
    # --- Registration: everybody has the own one only
    "register": public("/register/"),
    "register_preview": signed_in("/register/preview.svg?name=Contoh", 404, delegate=200, other_delegate=200),
    "register_passport": signed_in("/register/passport/", 302),
    "register_photo": signed_in("/register/photo/", 302),
    "register_questions": signed_in("/register/questions/", 302),
    "answer_file": signed_in("/answers/{registration}/car-plate/", 404),  # this one answered with no file
    "register_review": signed_in("/register/review/", 302),
    "register_step": signed_in("/register/you/", 302),
    "badge_pdf": signed_in("/me/badge.pdf", 409),
    # --- The own agenda: of every account; the star of a session is a page and what it sends
    "star": signed_in("/agenda/{session}/star/"),
    "feedback": signed_in("/agenda/{session}/feedback/"),
    "my_agenda": signed_in("/me/agenda/"),
    "agenda_beside": public("/me/agenda/beside.json"),
    "merge_stars": signed_in("/me/agenda/stars/", method="post"),
    # --- Letters: the own ones; everybody may ask whether one is genuine
    "letters": signed_in("/me/letters/"),
    "letter_pdf": only("/me/letters/{letter}.pdf", "delegate"),
    "verify": public("/verify/{letter}/"),
    # --- Changing something after the approval: the own, and only once somebody is accepted
    "change": signed_in("/me/change/you/", 302, delegate=200, other_delegate=200),
    "change_photo": only("/me/change/photo.jpg", others=404),  # nobody here waits with a new photograph
    "change_withdraw": Row("/me/change/withdraw/", 302, method="post"),
    "correct": Row("/me/correct/", 302, method="post"),
    # --- The list of participants: for those who attend, and for whoever makes it
    "participants": only("/participants/", "delegate", "other_delegate", "Protocol", "superuser"),
    "participants_pdf": only("/participants/list.pdf", "delegate", "other_delegate", "Protocol", "superuser"),
    "listing": only("/me/listing/", "delegate", "other_delegate"),
    "my_data": signed_in("/me/data/"),
    "my_consent": signed_in("/me/data/consent/", 404, method="post"),  # no such text
    "my_data_download": signed_in("/me/data/download/", 302),  # who you are is asked again first
    "my_data_file": only("/me/data/download/{job}/"),  # the job of this test is of another kind
    "my_erasure": signed_in("/me/data/erasure/"),
    "privacy": public("/privacy/"),
    "privacy_version": public("/privacy/99/", 404),  # no such version
    "task": only("/me/tasks/travel/", "delegate", "other_delegate"),
    "withdraw": signed_in("/me/withdraw/", 302, delegate=200, other_delegate=200),
    "photo": only("/photos/{registration}/", "delegate", "focal", *SEES_REGISTRATIONS),
    # --- Delegations: the focal points' own, and staff who see delegations
    "delegations": signed_in("/delegation/", focal=302),
    "delegation": only("/delegation/{delegation}/", *SEES_DELEGATIONS),
    "delegation_nominate": only("/delegation/{delegation}/nominate/", *SEES_DELEGATIONS),
    "delegation_list": only("/delegation/{delegation}/list.csv", "focal", "Registration", "Protocol", "superuser"),
    "delegation_letters": only("/delegation/{delegation}/letters/", *SEES_DELEGATIONS, status=302, method="post"),
    "delegation_letter": only("/delegation/{delegation}/letters/{nomination_letter}/", *SEES_DELEGATIONS),
    "delegation_nomination": only("/delegation/{delegation}/places/{nomination}/", *SEES_DELEGATIONS),
    "delegation_replace": only("/delegation/{delegation}/places/{nomination}/replace/", *SEES_DELEGATIONS),
    "delegation_nomination_act": only(
        "/delegation/{delegation}/places/{nomination}/remind/", *SEES_DELEGATIONS, status=302, method="post"
    ),
    "delegation_person": only("/delegation/{delegation}/people/{registration}/", *SEES_DELEGATIONS),
    "delegation_person_act": only(
        "/delegation/{delegation}/people/{registration}/endorse/", *SEES_DELEGATIONS, status=302, method="post"
    ),
    "delegation_fill": only("/delegation/{delegation}/people/{registration}/fill/you/", *SEES_DELEGATIONS, status=302),
    # The link of an invitation: whoever holds it; this one is no link at all
    "invitation": public("/invitation/no-such-link/", 404),
    "invitation_accept": Row("/invitation/no-such-link/accept/", 404, {"stranger": 302}, "post"),
    "invitation_decline": Row("/invitation/no-such-link/decline/", 404, method="post"),
    # --- Who comes along: the principal's
    "companions": signed_in("/me/companions/", 302, delegate=200, other_delegate=200),
    "companion_add": Row("/me/companions/add/", 302, method="post"),
    "companion": only("/me/companions/{companion}/", "delegate"),
    "companion_badge": only("/me/companions/{companion}/badge.pdf", status=404),  # none is drawn in this test
    "companion_fill": only("/me/companions/{companion}/fill/you/", "delegate"),
    "companion_act": only("/me/companions/{companion}/submit/", "delegate", status=302, method="post"),
    # --- Programme: the published release is public, and nothing else
    "agenda": public("/agenda/"),
    "agenda_changes": public("/agenda/changes/"),
    "agenda_release_changes": public("/agenda/changes/1/"),
    "agenda_changes_feed": public("/agenda/changes.atom"),
    "my_changes": signed_in("/me/changes/"),
    "changes_beside": public("/me/changes/beside.json"),
    "printed_programmes": public("/agenda/programme/"),
    "programme_pdf": public("/agenda/programme.pdf?form=booklet", 404),  # nothing was printed in this test
    "agenda_calendar": public("/agenda.ics"),
    "day_calendar": public("/agenda/2025-09-09.ics"),
    "track_calendar": public("/agenda/tracks/{track}.ics"),
    "session": public("/agenda/{session}/"),
    "session_calendar": public("/agenda/{session}.ics"),
    "speakers": public("/speakers/"),
    "speaker": public("/speakers/{speaker}/"),
    "speaker_photo": public("/speakers/{speaker}/photo.jpg", 404),  # this one has no photograph
    # The page of a speaker: whoever holds the link; this one is no link at all
    "speaker_invitation": public("/speaking/no-such-link/", 404),
    "speaker_invitation_photo": public("/speaking/no-such-link/photo.jpg", 404),
    "my_speaking": only("/me/speaking/", "delegate"),
    "my_brief": only("/me/speaking/{session}.pdf", status=404),  # the delegate speaks there and does not chair
    "my_speaking_photo": only("/me/speaking/photo.jpg", status=404),  # no photograph
    "embed": public("/embed/"),
    "embed_fragment": public("/embed/agenda.html"),
    "embed_json": public("/embed/agenda.json"),
    "personal_calendar": public("/feeds/{feed}.ics"),
    "my_calendar": signed_in("/me/calendar/"),
    "schedule_json": public("/schedule.json"),
    "schedule_xml": public("/schedule.xml"),
    # --- Papers: the list shows what its reader may open; a file asks anew. This one is for participants
    "documents": public("/documents/"),
    "document": Row(
        "/documents/{paper}/",
        404,
        {"stranger": 302, **dict.fromkeys(("delegate", "other_delegate", "Programme", "Protocol", "superuser"), 200)},
    ),
    "document_file": Row(
        "/documents/files/{paper_file}/",
        404,
        dict.fromkeys(("delegate", "other_delegate", "Programme", "Protocol", "superuser"), 200),
    ),
    "session_papers": public("/agenda/{session}/papers.zip", 404),  # none of its papers is open to everybody
    "delegation_papers": only("/delegation/{delegation}/papers/", "focal", "Programme", "Protocol", "superuser"),
    "paper_take_back": only(
        "/delegation/{delegation}/papers/{submitted}/take-back/",
        *("focal", "Programme", "Protocol", "superuser"),
        status=302,
        method="post",
    ),
    # --- Visits
    "visits": public("/visits/"),
    "visit": public("/visits/{visit}/"),
    "visit_seats": public("/visits/{visit}/seats/"),
    "take_seat": Row("/seats/{seating}/take/", 302, method="post"),
    "leave_seat": only("/seats/{signup}/give-up/", "delegate", status=302, method="post"),
    # --- Exhibition
    "exhibition": public("/exhibition/"),
    "exhibitor_public": public("/exhibition/{listing}/"),
    "exhibitor_logo": public("/exhibition/{listing}/logo.jpg"),
    "exhibitor": signed_in("/exhibitor/"),
    "exhibitor_edit": only("/exhibitor/{exhibitor}/", "exhibitor", "Exhibition", "superuser"),
    "exhibitor_logo_change": only(
        "/exhibitor/{exhibitor}/logo/", "exhibitor", "Exhibition", "superuser", status=302, method="post"
    ),
    # --- Accounts: for strangers, or for oneself
    "settings": signed_in("/me/settings/"),
    "usersessions_list": signed_in("/accounts/sessions/"),
    # The mailbox is there in demonstrations and tests only
    "sent_mails": public("/demo/mail/"),
    "sent_mail": public(f"/demo/mail/{'0' * 32}/", 404),
    "sent_mail_html": public(f"/demo/mail/{'0' * 32}/letter/", 404),
    "sent_mail_file": public(f"/demo/mail/{'0' * 32}/1/", 404),
    "account_login": Row("/accounts/login/", 302, {"stranger": 200}),
    "account_signup": Row("/accounts/signup/", 302, {"stranger": 200}),
    "account_logout": signed_in("/accounts/logout/"),
    "account_inactive": public("/accounts/inactive/"),
    "account_reauthenticate": signed_in("/accounts/reauthenticate/"),
    "account_email": signed_in("/accounts/email/"),
    "account_email_verification_sent": public("/accounts/confirm-email/", 302),
    "account_change_password": signed_in("/accounts/password/change/"),
    "account_set_password": signed_in("/accounts/password/set/", 302),
    "account_reset_password": public("/accounts/password/reset/"),
    "account_reset_password_done": public("/accounts/password/reset/done/"),
    "account_reset_password_from_key": public("/accounts/password/reset/key/1-bad/"),
    "account_reset_password_from_key_done": public("/accounts/password/reset/key/done/"),
    "account_request_login_code": Row("/accounts/login/code/", 302, {"stranger": 200}),
    "account_confirm_login_code": public("/accounts/login/code/confirm/", 302),
    "mfa_index": signed_in("/accounts/2fa/"),
    "mfa_authenticate": public("/accounts/2fa/authenticate/", 302),
    "mfa_reauthenticate": signed_in("/accounts/2fa/reauthenticate/", 302),
    "mfa_activate_totp": signed_in("/accounts/2fa/totp/activate/", 302),
    "mfa_deactivate_totp": signed_in("/accounts/2fa/totp/deactivate/", 404),
    "mfa_view_recovery_codes": signed_in("/accounts/2fa/recovery-codes/", 404),
    "mfa_generate_recovery_codes": signed_in("/accounts/2fa/recovery-codes/generate/", 302),
    "mfa_download_recovery_codes": signed_in("/accounts/2fa/recovery-codes/download/", 404),
    "mfa_list_webauthn": signed_in("/accounts/2fa/webauthn/"),
    "mfa_add_webauthn": signed_in("/accounts/2fa/webauthn/add/", 302),
    "mfa_reauthenticate_webauthn": signed_in("/accounts/2fa/webauthn/reauthenticate/", 302),
    "mfa_remove_webauthn": signed_in("/accounts/2fa/webauthn/keys/1/remove/", 302),
    "mfa_edit_webauthn": signed_in("/accounts/2fa/webauthn/keys/1/edit/", 302),
    "mfa_login_webauthn": public("/accounts/2fa/webauthn/login/", 302),
    # --- The panel
    "admin:index": panel("/admin/", *STAFF),
    "admin:search": panel("/admin/search/?q=Contoh", *STAFF),
    "admin:login": Row("/admin/login/", 302),
    "admin:logout": panel("/admin/logout/", *STAFF, status=302, method="post"),
    "admin:password_change": panel("/admin/password_change/", *STAFF, status=302),
    "admin:password_change_done": panel("/admin/password_change/done/", *STAFF),
    "admin:autocomplete": panel("/admin/autocomplete/?app_label=exhibition&model_name=exhibitor&field_name=country"),
    "admin:jsi18n": panel("/admin/jsi18n/", *STAFF),
    "admin:view_on_site": panel("/admin/r/1/1/", *STAFF, status=404),
    "admin:app_list": Row(
        "/admin/delegates/", 403, {"stranger": 302, **dict.fromkeys(SEES_REGISTRATIONS, 200), "Exhibition": 404}
    ),
    "admin:outbox_message_again": panel(
        "/admin/outbox/message/{message}/again/", "Registration", status=302, method="post"
    ),
    "admin:delegates_registration_review": panel(
        "/admin/delegates/registration/{registration}/review/",
        "Registration",
        "Programme",
        "Protocol",
        "Door",
        "Security",
    ),
    "admin:delegates_registration_vault": panel(
        "/admin/delegates/registration/{registration}/vault/passport/", "Registration", "Security"
    ),
    "admin:delegates_registration_face": panel(
        "/admin/delegates/registration/{registration}/face/",
        "Registration",
        "Programme",
        "Protocol",
        "Door",
        "Security",
    ),
    # No badge is drawn in this test: 404 for those who may open one.
    "admin:delegates_badge_pdf": panel(
        "/admin/delegates/badge/23456789/pdf/", "Registration", "Protocol", "Door", "Security", status=404
    ),
    "admin:delegates_registration_decide": panel(
        "/admin/delegates/registration/decide/", "Registration", "Security", status=404
    ),
    "admin:delegates_formsection_preview": panel("/admin/delegates/formsection/more/preview/", "Registration"),
    "admin:delegates_changerequest_decide": panel("/admin/delegates/changerequest/{change}/decide/", "Registration"),
    # It asks for another name, not for another photograph.
    "admin:delegates_changerequest_photo": panel(
        "/admin/delegates/changerequest/{change}/photo/", "Registration", status=404
    ),
    # Nobody has just shown who they are: those with the duty are asked to.
    "admin:delegates_letter_pdf": panel(
        "/admin/delegates/letter/{letter}/pdf/", "Registration", "Protocol", status=302
    ),
    "admin:delegates_letter_anew": panel("/admin/delegates/letter/{letter}/anew/", "Registration", "Protocol"),
    "admin:delegates_participantlist_make": panel("/admin/delegates/participantlist/make/", "Protocol"),
    "admin:delegates_participantlist_reopen": panel(
        "/admin/delegates/participantlist/LIST2345/reopen/", "Protocol", status=302
    ),
    "admin:delegates_participantlist_file": panel("/admin/delegates/participantlist/LIST2345/list.pdf", "Protocol"),
    "admin:delegates_nomination_answer": panel(
        "/admin/delegates/nomination/{delegates_nomination}/answer/", "Registration", status=302
    ),
    "admin:agenda_rulesetting_problems": panel("/admin/agenda/rulesetting/problems/", "Programme", "Protocol"),
    "admin:agenda_board": panel("/admin/agenda/session/board/", "Programme"),
    "admin:agenda_board_pulse": panel("/admin/agenda/session/board/pulse/", "Programme"),
    "admin:agenda_board_undo": panel("/admin/agenda/session/board/undo/", "Programme", status=302, method="post"),
    "admin:agenda_board_redo": panel("/admin/agenda/session/board/redo/", "Programme", status=302, method="post"),
    "admin:agenda_board_shift": panel("/admin/agenda/session/board/shift/", "Programme"),
    "admin:agenda_board_templates": panel("/admin/agenda/session/board/templates/", "Programme"),
    "admin:agenda_board_session": panel("/admin/agenda/session/board/{session}/", "Programme"),
    "admin:agenda_release_publish": panel("/admin/agenda/release/publish/", "Programme"),
    "admin:agenda_feedback_changelist": panel("/admin/agenda/feedback/", "Programme"),
    "admin:agenda_feedback_session": panel("/admin/agenda/feedback/{feedback}/", "Programme"),
    "admin:agenda_printedprogramme_print": panel("/admin/agenda/printedprogramme/print/", "Programme"),
    "admin:agenda_printedprogramme_file": panel("/admin/agenda/printedprogramme/PRNT2345/programme.pdf", "Programme"),
    "admin:agenda_speaker_invite_many": panel("/admin/agenda/speaker/invite/", "Programme"),
    "admin:agenda_speaker_list": panel("/admin/agenda/speaker/list.xlsx", "Programme", "Protocol"),
    "admin:agenda_speaker_link": panel("/admin/agenda/speaker/{agenda_speaker}/link/", "Programme"),
    "admin:agenda_speaker_merge": panel("/admin/agenda/speaker/{agenda_speaker}/merge/", "Programme"),
    "admin:agenda_speaker_invite": panel("/admin/agenda/speaker/{agenda_speaker}/invite/", "Programme"),
    "admin:agenda_interpretation_day": panel("/admin/agenda/session/booths/", "Programme", "Protocol"),
    "admin:agenda_session_import": panel("/admin/agenda/session/import/", "Programme"),
    # The job of this test is of another kind.
    "admin:agenda_session_import_apply": panel("/admin/agenda/session/import/{job}/", "Programme", status=404),
    "admin:agenda_session_briefs": panel("/admin/agenda/session/briefs/", "Programme", "Protocol"),
    "admin:agenda_session_people": panel("/admin/agenda/session/{agenda_session}/people/", "Programme", "Protocol"),
    "admin:agenda_session_rota": panel(
        "/admin/agenda/session/{agenda_session}/interpretation/", "Programme", "Protocol"
    ),
    "admin:agenda_session_brief": panel("/admin/agenda/session/{agenda_session}/brief.pdf", "Programme", "Protocol"),
    "admin:agenda_release_back": panel("/admin/agenda/release/1/back/", "Programme"),
    "admin:agenda_release_tell": panel("/admin/agenda/release/1/tell/", "Programme"),
    "admin:agenda_plannedrelease_cancel": panel("/admin/agenda/plannedrelease/{plan}/cancel/", "Programme"),
    "admin:agenda_document_make": panel("/admin/agenda/document/make/", "Programme"),
    "admin:delegates_erasurerequest_decide": panel("/admin/delegates/erasurerequest/{erasure}/decide/", "Registration"),
    "admin:delegates_peoplefile_upload": panel("/admin/delegates/peoplefile/upload/", "Registration"),
    "admin:delegates_peoplefile_columns": panel("/admin/delegates/peoplefile/{list}/columns/", "Registration"),
    "admin:delegates_peoplefile_report": panel("/admin/delegates/peoplefile/{list}/report/", "Registration"),
    "admin:delegates_peoplefile_import": panel(
        "/admin/delegates/peoplefile/{list}/import/", "Registration", status=302, method="post"
    ),
    "admin:delegates_peoplefile_invite": panel(
        "/admin/delegates/peoplefile/{list}/invite/", "Registration", status=302, method="post"
    ),
    "admin:delegates_duplicatepair_compare": panel("/admin/delegates/duplicatepair/{pair}/compare/", "Registration"),
    "admin:delegates_duplicatepair_preview": panel(
        "/admin/delegates/duplicatepair/{pair}/preview/?keep={registration}", "Registration"
    ),
    "admin:delegates_duplicatepair_merge": panel(
        "/admin/delegates/duplicatepair/{pair}/merge/", "Registration", status=302, method="post"
    ),
    "admin:delegates_duplicatepair_different": panel(
        "/admin/delegates/duplicatepair/{pair}/different/", "Registration", status=302
    ),
}


@dataclass(frozen=True)
class Duties:
    """Who may look at, add and delete the rows of a model in the panel, besides the superuser.

    `add` and `delete` are None where nobody may, because an activity does it or it must never happen.
    """

    view: tuple[str, ...] = ()
    add: tuple[str, ...] | None = ()
    delete: tuple[str, ...] | None = ()


_BOOTHS = Duties(("Exhibition",), ("Exhibition",), ("Exhibition",))
_PROGRAMME = Duties(("Programme",), ("Programme",), ("Programme",))
_PROGRAMME_READ = Duties(("Programme", "Protocol"), ("Programme",), ("Programme",))

# "app_model" as in Django's names.
MODELS: dict[str, Duties] = {
    "meeting_meeting": Duties((), None, None),
    "meeting_country": Duties(),
    "meeting_city": Duties(),
    "meeting_focusarea": Duties(),
    "audit_auditevent": Duties((), None, None),
    "admin_logentry": Duties((), None, None),
    "jobs_job": Duties((), None, None),
    "outbox_message": Duties(("Registration",), None, None),
    "delegates_user": Duties((), None, None),
    "delegates_letter": Duties(("Registration", "Protocol"), None, None),
    "delegates_participantlist": Duties(("Protocol",), None, None),
    "delegates_badge": Duties(("Registration", "Protocol", "Door", "Security"), None, None),
    "delegates_delegation": Duties(("Registration", "Protocol", "Security"), ("Registration",), ()),
    "delegates_formsection": Duties(("Registration",), ("Registration",), ("Registration",)),
    "delegates_question": Duties(("Registration",), ("Registration",), ("Registration",)),
    "delegates_nomination": Duties(("Registration", "Protocol"), None, None),
    "delegates_followup": Duties(("Registration",), ("Registration",), ("Registration",)),
    "delegates_freezedate": Duties(("Registration",), None, None),
    "delegates_travel": Duties(("Protocol",), None, None),
    "delegates_arrivalcardrule": Duties(("Protocol",), ("Protocol",), ("Protocol",)),
    "delegates_category": Duties(("Registration", "Security"), (), ()),
    "delegates_registration": Duties(("Registration", "Programme", "Protocol", "Door", "Security"), None, None),
    "delegates_retentionrule": Duties((), None, None),
    "delegates_changerequest": Duties(("Registration",), None, None),
    "delegates_stagerule": Duties(("Registration", "Security"), None, None),
    "delegates_consenttext": Duties((), (), None),
    "delegates_duplicatepair": Duties(("Registration",), None, None),
    "delegates_erasurerequest": Duties(("Registration",), None, None),
    "delegates_peoplefile": Duties(("Registration",), None, None),
    "agenda_session": _PROGRAMME_READ,
    "agenda_document": Duties(("Programme", "Protocol"), None, None),
    "agenda_place": _PROGRAMME_READ,
    "agenda_speaker": _PROGRAMME_READ,
    "agenda_track": _PROGRAMME,
    "agenda_release": Duties(("Programme",), None, None),
    "agenda_plannedrelease": Duties(("Programme",), None, None),
    "agenda_rulesetting": Duties(("Programme",), None, None),
    "agenda_quietwindow": _PROGRAMME_READ,
    "agenda_traveltime": _PROGRAMME,
    "agenda_printedprogramme": Duties(("Programme",), None, None),
    "agenda_seating": _PROGRAMME,
    "agenda_signup": Duties(("Programme", "Protocol"), None, None),
    "exhibition_exhibitor": _BOOTHS,
    "exhibition_listing": Duties(("Exhibition",), None, ("Exhibition",)),
    "exhibition_booth": _BOOTHS,
    "exhibition_hall": _BOOTHS,
}


def _model_rows() -> dict[str, Row]:
    rows = {}
    for model, duties in MODELS.items():
        base = f"/admin/{model.replace('_', '/')}/"
        one = f"{base}{{{model}}}/"
        rows[f"admin:{model}_changelist"] = panel(base, *duties.view)
        rows[f"admin:{model}_add"] = _maybe(f"{base}add/", duties.add)
        rows[f"admin:{model}_change"] = panel(f"{one}change/", *duties.view)
        rows[f"admin:{model}_history"] = panel(f"{one}history/", *duties.view)
        rows[f"admin:{model}_delete"] = _maybe(f"{one}delete/", duties.delete)
        rows[f"admin:{model}/<path:object_id>/"] = panel(one, *STAFF, status=302)
    return rows


def _maybe(path: str, roles: tuple[str, ...] | None) -> Row:
    """A page for `roles` and the superuser, or (None) for nobody at all."""
    return Row(path, 403, {"stranger": 302}) if roles is None else panel(path, *roles)


TABLE |= _model_rows()
