from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outbox", "0002_tick")]

    operations = [
        migrations.AddField(
            "outgoingmessage", "first_tried_at", models.DateTimeField(null=True, verbose_name="first tried at")
        ),
    ]
