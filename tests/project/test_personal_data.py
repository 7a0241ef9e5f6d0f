"""No model that belongs to a person is forgotten: not in the download of one's data, not in an erasure.

Whoever adds a model that leads to an account or a registration adds it to a part (delegates/data_export, or the
`personal_data.py` of the app) and to a rule of erasing or keeping; or leaves it out with a reason.
"""

from collections.abc import Iterable

from django.apps import apps
from django.db.models import CASCADE, Model

from delegates.data_export.left_out import LEFT_OUT, NOT_ERASED
from delegates.data_export.registry import parts
from delegates.erasing.registry import erasures, keepings
from delegates.models import Registration, User


def points_to(model: type[Model], targets: Iterable[type[Model]]) -> bool:
    """Whether a row of the model names a row of one of the targets, by a key or in a list of many."""
    wanted = set(targets)
    fields = [*model._meta.get_fields()]
    return any(field.is_relation and field.concrete and field.related_model in wanted for field in fields)


def of_people() -> set[str]:
    """Labels of all models with a path to an account or a registration.

    A row that goes with its parent (CASCADE) belongs to whoever owns the parent.
    """
    models = [model for model in apps.get_models() if not (model._meta.auto_created or model._meta.proxy)]
    found: set[type[Model]] = {User, Registration}
    while more := {model for model in models if model not in found and _belongs(model, found)}:
        found |= more
    return {model._meta.label for model in found}


def _belongs(model: type[Model], found: set[type[Model]]) -> bool:
    if points_to(model, (User, Registration)):
        return True
    owners = [
        field.related_model
        for field in model._meta.get_fields()
        if field.concrete and (field.many_to_one or field.one_to_one) and field.remote_field.on_delete is CASCADE
    ]
    # A release, a delegation or an exhibitor names people and is nobody's own.
    return any(owner in found and owner._meta.label not in SHARED for owner in owners)


# Rows of many people, or of an organisation: what hangs on them is not one person's.
SHARED = {"delegates.Delegation", "exhibition.Exhibitor", "agenda.Release", "agenda.Session", "agenda.Speaker"}


def told() -> set[str]:
    return {label for part in parts() for label in part.models}


def handled() -> set[str]:
    return {label for rule in [*erasures(), *keepings()] for label in rule.models}


def test_every_model_of_a_person_is_told_or_left_out_with_a_reason():
    assert of_people() - told() - LEFT_OUT.keys() == set()


def test_every_model_of_a_person_is_erased_or_kept_by_a_rule():
    assert of_people() - handled() - NOT_ERASED.keys() == set()


def test_the_lists_name_models_that_are_there_and_give_reasons():
    known = {model._meta.label for model in apps.get_models()}

    assert (told() | handled() | LEFT_OUT.keys() | NOT_ERASED.keys()) - known == set()
    assert all(len(reason) > 20 for reason in [*LEFT_OUT.values(), *NOT_ERASED.values()])


def test_nothing_is_left_out_that_is_told():
    assert told() & LEFT_OUT.keys() == set()
    assert handled() & NOT_ERASED.keys() == set()


def test_the_walk_would_find_a_forgotten_model():
    """The negative control: without its part the vault would be missing."""
    assert "delegates.VaultItem" in of_people() - (told() - {"delegates.VaultItem"})
    assert "agenda.Signup" in of_people()
