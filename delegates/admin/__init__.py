from delegates.admin.accounts import AccountAdmin
from delegates.admin.arrivals import ArrivalCardRuleAdmin, TravelAdmin
from delegates.admin.badges import BadgeAdmin
from delegates.admin.changes import ChangeRequestAdmin
from delegates.admin.delegations import CategoryAdmin, DelegationAdmin
from delegates.admin.duplicates import DuplicatePairAdmin
from delegates.admin.erasures import ErasureRequestAdmin
from delegates.admin.followups import FollowUpAdmin, FreezeDateAdmin
from delegates.admin.nominations import NominationAdmin
from delegates.admin.papers import LetterAdmin, ParticipantListAdmin
from delegates.admin.people_files import PeopleFileAdmin
from delegates.admin.questions import FormSectionAdmin, QuestionAdmin
from delegates.admin.registrations import RegistrationAdmin
from delegates.admin.retention import RetentionRuleAdmin
from delegates.admin.stages import StageRuleAdmin
from delegates.admin.texts import ConsentTextAdmin

__all__ = [
    "AccountAdmin",
    "ArrivalCardRuleAdmin",
    "BadgeAdmin",
    "CategoryAdmin",
    "ChangeRequestAdmin",
    "ConsentTextAdmin",
    "DelegationAdmin",
    "DuplicatePairAdmin",
    "ErasureRequestAdmin",
    "FollowUpAdmin",
    "FormSectionAdmin",
    "FreezeDateAdmin",
    "LetterAdmin",
    "NominationAdmin",
    "ParticipantListAdmin",
    "PeopleFileAdmin",
    "QuestionAdmin",
    "RegistrationAdmin",
    "RetentionRuleAdmin",
    "StageRuleAdmin",
    "TravelAdmin",
]
