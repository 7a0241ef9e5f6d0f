"""Addresses of the panel's pages; none where an app shows no such list."""

from django.db.models import Model
from django.urls import NoReverseMatch, reverse


def list_address(model: str, query: str = "") -> str:
    """The list of a model, named "app.model"; `query` begins with "?"."""
    return _found(f"admin:{model.replace('.', '_')}_changelist", query)


def row_address(row: Model) -> str:
    """The form of one row."""
    meta = row._meta
    return _found(f"admin:{meta.app_label}_{meta.model_name}_change", "", row.pk)


def _found(name: str, query: str, *arguments: object) -> str:
    try:
        return reverse(name, args=arguments) + query
    except NoReverseMatch:
        return ""
