"""The long work of putting somebody's data together."""

from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ascn8.jobs.kinds import Result, job_kind
from ascn8.jobs.models import Job
from ascn8.jobs.running import Lost, Progress
from ascn8.lib.errors import Refused
from ascn8.lib.storing import store_whole
from delegates.data_export.keeping import KIND, name_of
from delegates.data_export.making import make_zip
from delegates.data_export.registry import holder_of
from delegates.vault.sealing import seal


@job_kind(KIND)
def put_together(progress: Progress) -> Result:
    """Make the ZIP of the job's owner and seal it. The page of the job leads to the one that opens it."""
    owner = progress.job.owner
    if owner is None or not owner.is_active:
        raise Refused(_("The account is closed."), code="account_closed")
    data = make_zip(holder_of(owner), at=timezone.now(), step=progress.step)
    token, key_id = seal(data)
    store_whole(default_storage, name_of(progress.job), f"{key_id} {token}".encode())
    if not Job.objects.filter(pk=progress.job.pk).exists():
        # The person was erased meanwhile, and nobody would look for this file again.
        default_storage.delete(name_of(progress.job))
        raise Lost
    return Result(
        summary=_("Your data is put together. It is kept here for one day; after that, ask again."),
        links=[{"url": reverse("my_data_file", args=[progress.job.code]), "label": _("Download everything (ZIP)")}],
    )
