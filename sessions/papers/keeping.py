"""How long files of papers are kept that nobody reads any more."""

from delegates.models import RetentionRule
from delegates.vault.purging import Sort, also_purge, also_sweep
from sessions.models import Document, DocumentFile

_NO_LONGER_READ = [Document.State.WITHDRAWN, Document.State.RETURNED]


def keep_papers_by_rule() -> None:
    """Tell the purge which files go some days after the meeting, and where files lie that a row must name."""
    also_purge(
        RetentionRule.Kind.PAPERS,
        Sort(
            "files of papers",
            lambda: DocumentFile.objects.filter(document__state__in=_NO_LONGER_READ).exclude(file=""),
            {"file": "", "size": 0},
            ("file",),
        ),
    )
    also_sweep("papers", DocumentFile, "file")
