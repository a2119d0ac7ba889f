from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("matching", "0046_same_pair_again")]

    operations = [
        migrations.AddField(
            model_name="policy",
            name="next_up",
            field=models.CharField(
                choices=[
                    ("team", "the programme team looks for pairs again"),
                    ("ready", "the next best waits to be sent"),
                    ("sent", "the next best goes out by itself"),
                ],
                db_default="team",
                default="team",
                max_length=10,
                verbose_name="after a suggestion came to nothing",
            ),
        ),
        migrations.AddConstraint(
            model_name="policy",
            constraint=models.CheckConstraint(
                condition=Q(next_up__in=["team", "ready", "sent"]), name="policy_next_up_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="policy",
            constraint=models.CheckConstraint(
                condition=Q(next_up="team") | Q(pairing="appointed"), name="policy_next_up_where_team_decides"
            ),
        ),
        migrations.AddField(
            model_name="proposal",
            name="next_up_at",
            field=models.DateTimeField(null=True, verbose_name="next best looked for from"),
        ),
        migrations.AlterField(
            model_name="proposal",
            name="origin",
            field=models.CharField(
                choices=[
                    ("run", "found by a search"),
                    ("coordinator", "paired by hand"),
                    ("request", "one asked the other"),
                    ("next", "the next best after one that came to nothing"),
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
                condition=Q(origin__in=["run", "coordinator", "request", "next"]), name="proposal_origin_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=~Q(origin="next") | Q(run=None), name="proposal_next_of_no_run"
            ),
        ),
    ]
