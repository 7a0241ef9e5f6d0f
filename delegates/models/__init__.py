from delegates.models.badge import Badge
from delegates.models.delegation import Category, Delegation
from delegates.models.registration import Consent, ConsentText, Registration, Transition
from delegates.models.user import User

__all__ = [
    "Badge",
    "Category",
    "Consent",
    "ConsentText",
    "Delegation",
    "Registration",
    "Transition",
    "User",
]
