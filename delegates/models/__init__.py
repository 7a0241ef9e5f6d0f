from delegates.models.badge import Badge
from delegates.models.change import ChangeRequest
from delegates.models.consent import Consent, ConsentText
from delegates.models.delegation import Category, Delegation, DelegationPlaces, NominationLetter
from delegates.models.followup import FollowUp, FollowUpDone
from delegates.models.importing import DuplicatePair, PeopleFile
from delegates.models.nomination import Nomination
from delegates.models.papers import Letter, NumberSeries, ParticipantList
from delegates.models.question import Answer, FormSection, FreezeDate, Question, QuestionVersion
from delegates.models.registration import Registration, Transition
from delegates.models.rights import ErasureRequest
from delegates.models.stage import StageRule
from delegates.models.travel import ArrivalCardRule, PassportKind, Travel
from delegates.models.user import User
from delegates.models.vault import Purpose, RetentionRule, VaultItem

__all__ = [
    "Answer",
    "ArrivalCardRule",
    "Badge",
    "Category",
    "ChangeRequest",
    "Consent",
    "ConsentText",
    "Delegation",
    "DelegationPlaces",
    "DuplicatePair",
    "ErasureRequest",
    "FollowUp",
    "FollowUpDone",
    "FormSection",
    "FreezeDate",
    "Letter",
    "Nomination",
    "NominationLetter",
    "NumberSeries",
    "ParticipantList",
    "PassportKind",
    "PeopleFile",
    "Purpose",
    "Question",
    "QuestionVersion",
    "Registration",
    "RetentionRule",
    "StageRule",
    "Transition",
    "Travel",
    "User",
    "VaultItem",
]
