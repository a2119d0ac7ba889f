from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outbox", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Tick",
            fields=[
                ("name", models.CharField(max_length=60, primary_key=True, serialize=False, verbose_name="name")),
                ("last_at", models.DateTimeField(verbose_name="last at")),
            ],
            options={"verbose_name": "tick", "verbose_name_plural": "ticks"},
        ),
    ]
