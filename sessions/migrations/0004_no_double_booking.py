from django.db import migrations

import sessions.models.constraints


class Migration(migrations.Migration):
    dependencies = [("agenda", "0003_interpretation_as_rows")]

    operations = [
        migrations.RemoveField(model_name="session", name="interpretation"),
        migrations.AddConstraint(
            model_name="session",
            constraint=sessions.models.constraints.NoDoubleBooking(name="session_no_double_booking"),
        ),
    ]
