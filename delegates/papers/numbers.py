"""Numbers without a gap: given out one after another under a lock, and given back when the transaction is not kept."""

from delegates.models import NumberSeries


def next_number(series: str) -> int:
    """The next number of a series. Call it late in the transaction that uses it: others wait until it ends."""
    NumberSeries.objects.bulk_create([NumberSeries(name=series)], ignore_conflicts=True)
    row = NumberSeries.objects.select_for_update().get(pk=series)
    row.last += 1
    row.save(update_fields=["last"])
    return row.last
