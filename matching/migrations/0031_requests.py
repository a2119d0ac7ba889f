import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("matching", "0030_policy")]

    operations = [
        migrations.AddField(
            model_name="policy",
            name="pairing",
            field=models.CharField(
                choices=[("appointed", "the programme team decides"), ("suggested", "chosen from a short list")],
                default="appointed",
                max_length=10,
                verbose_name="who chooses",
            ),
        ),
        migrations.AddConstraint(
            model_name="policy",
            constraint=models.CheckConstraint(
                condition=models.Q(("pairing__in", ["appointed", "suggested"])), name="policy_pairing_known"
            ),
        ),
        migrations.AddField(
            model_name="proposal",
            name="asked_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="requests",
                to="programmes.enrolment",
                verbose_name="asked by",
            ),
        ),
        migrations.AlterField(
            model_name="proposal",
            name="origin",
            field=models.CharField(
                choices=[
                    ("run", "found by a search"),
                    ("coordinator", "paired by hand"),
                    ("request", "one asked the other"),
                ],
                default="run",
                max_length=12,
                verbose_name="origin",
            ),
        ),
        migrations.RemoveConstraint(model_name="proposal", name="proposal_origin_known"),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(("origin__in", ["run", "coordinator", "request"])), name="proposal_origin_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("asked_by__isnull", False), ("origin", "request"), ("run", None), ("sent_at__isnull", False)
                    ),
                    models.Q(models.Q(("origin", "request"), _negated=True), ("asked_by", None)),
                    _connector="OR",
                ),
                name="proposal_request_has_asker",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "sent")), fields=("asked_by",), name="proposal_request_open_once"
            ),
        ),
    ]
