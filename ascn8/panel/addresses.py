"""Addresses of the panel's pages."""

from django.db.models import Model
from django.urls import reverse


def list_address(model: str, query: str = "") -> str:
    """The list of a model, named "app.model"; `query` begins with "?"."""
    return reverse(f"admin:{model.replace('.', '_')}_changelist") + query


def row_address(row: Model) -> str:
    """The form of one row."""
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
