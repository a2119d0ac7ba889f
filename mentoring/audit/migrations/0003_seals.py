from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_append_only")]

    operations = [
        migrations.AddField(
            model_name="auditevent",
            name="result",
            field=models.CharField(default="done", max_length=20, verbose_name="result"),
        ),
        migrations.AddField(
            model_name="auditevent",
            name="request_id",
            field=models.CharField(max_length=64, null=True, verbose_name="request"),
        ),
        migrations.CreateModel(
            name="AuditSeal",
            fields=[
                ("position", models.BigIntegerField(primary_key=True, serialize=False, verbose_name="position")),
                ("sequence", models.BigIntegerField(verbose_name="sequence of the event")),
                ("sealed_at", models.DateTimeField(verbose_name="sealed at")),
                ("mac", models.BinaryField(max_length=32, verbose_name="link")),
            ],
            options={
                "verbose_name": "seal",
                "verbose_name_plural": "seals",
                "ordering": ["position"],
                "constraints": [models.UniqueConstraint(fields=("sequence",), name="audit_seal_once")],
            },
        ),
        migrations.CreateModel(
            name="UnsealedEvent",
            fields=[
                (
                    "sequence",
                    models.BigIntegerField(primary_key=True, serialize=False, verbose_name="sequence of the event"),
                ),
            ],
            options={
                "verbose_name": "unsealed event",
                "verbose_name_plural": "unsealed events",
                "ordering": ["sequence"],
            },
        ),
    ]
