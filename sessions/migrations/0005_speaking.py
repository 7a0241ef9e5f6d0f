"""What inviting speakers needs: whom a speaker follows, words with an answer, a share of the time, a hashed secret."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agenda", "0004_no_double_booking")]

    operations = [
        migrations.RenameField("speakerinvitation", "token", "token_hash"),
        migrations.AlterField(
            "speakerinvitation", "token_hash", models.CharField(editable=False, max_length=64, unique=True)
        ),
        migrations.AddField(
            "speakerinvitation",
            "reminded_at",
            models.DateTimeField(blank=True, null=True, verbose_name="reminded"),
        ),
        migrations.AddField(
            "speaker",
            "follows_registration",
            models.BooleanField(
                default=False,
                help_text="Title, name, position and organisation are taken from the registration and change with it.",
                verbose_name="follows the registration",
            ),
        ),
        migrations.AddField(
            "speaker",
            "photo_agreed_at",
            models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="agreed to show the registration's photo"
            ),
        ),
        migrations.AddField(
            "appearance",
            "words",
            models.CharField(blank=True, default="", max_length=400, verbose_name="in the speaker's words"),
        ),
        migrations.AddField(
            "appearance",
            "minutes",
            models.PositiveSmallIntegerField(
                blank=True,
                help_text="The speaker's share of the time; empty: none is agreed.",
                null=True,
                verbose_name="minutes",
            ),
        ),
    ]
