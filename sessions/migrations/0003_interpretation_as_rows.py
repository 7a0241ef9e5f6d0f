"""Languages of interpretation become rows, and sessions that already overlap in one place are said to share it."""

from typing import Any

from django.db import migrations


def move(apps: Any, schema_editor: Any) -> None:
    session_model = apps.get_model("agenda", "Session")
    interpretation = apps.get_model("agenda", "Interpretation")
    rows = []
    for pk, codes in session_model.objects.exclude(interpretation="").values_list("pk", "interpretation"):
        languages = dict.fromkeys(part.strip()[:10] for part in codes.replace(";", ",").split(",") if part.strip())
        rows += [interpretation(session_id=pk, language=language) for language in languages]
    interpretation.objects.bulk_create(rows)


def share(apps: Any, schema_editor: Any) -> None:
    session_model = apps.get_model("agenda", "Session")
    placed = session_model.objects.filter(place__isnull=False, starts_at__isnull=False, is_cancelled=False)
    last: dict[int, Any] = {}
    sharing = []
    for row in placed.order_by("starts_at", "pk").values("pk", "place_id", "starts_at", "ends_at"):
        until = last.get(row["place_id"])
        if until and until > row["starts_at"]:
            sharing.append(row["pk"])
        else:
            last[row["place_id"]] = row["ends_at"]
    session_model.objects.filter(pk__in=sharing).update(shares_place=True)


def move_back(apps: Any, schema_editor: Any) -> None:
    session_model = apps.get_model("agenda", "Session")
    for session in session_model.objects.prefetch_related("interpretations"):
        codes = ", ".join(row.language for row in session.interpretations.all())
        session_model.objects.filter(pk=session.pk).update(interpretation=codes[:60])


class Migration(migrations.Migration):
    dependencies = [("agenda", "0002_programme_board")]

    operations = [
        migrations.RunPython(move, move_back, elidable=True),
        migrations.RunPython(share, migrations.RunPython.noop, elidable=True),
    ]
