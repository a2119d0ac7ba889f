import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0003_choices_agreed_to"),
        ("programmes", "0010_place_words_and_drafts"),
    ]

    operations = [
        migrations.AddField(
            model_name="agreement",
            name="former_lines",
            field=models.JSONField(default=list, verbose_name="earlier lines"),
        ),
        migrations.AddField(
            model_name="agreement",
            name="template_version",
            field=models.PositiveSmallIntegerField(default=1, verbose_name="version it was drafted from"),
        ),
        migrations.CreateModel(
            name="Template",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                (
                    "style",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("classic", "classic: somebody who has been there mentors somebody on the way"),
                            ("reverse", "reverse: somebody junior mentors somebody senior"),
                            ("peer", "peer: two people on one level mentor each other"),
                            ("circle", "mentor circle: one mentor and a small group"),
                            ("peer_circle", "peer circle: a small group without a mentor"),
                            ("flash", "flash: one single conversation"),
                            ("handover", "handover: knowledge passed on before somebody moves on"),
                            ("new_joiner", "new joiner: somebody who knows the house helps somebody new"),
                            ("cross_company", "cross-company: pairs of two companies"),
                        ],
                        max_length=16,
                        verbose_name="for programmes of this style",
                    ),
                ),
                ("version", models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="version")),
                ("lines", models.JSONField(verbose_name="confidentiality lines")),
                (
                    "cadence",
                    models.CharField(
                        choices=[
                            ("fortnightly", "every two weeks"),
                            ("three_weekly", "every three weeks"),
                            ("monthly", "once a month"),
                        ],
                        default="three_weekly",
                        max_length=12,
                        verbose_name="how often",
                    ),
                ),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        default=60,
                        validators=[
                            django.core.validators.MinValueValidator(15),
                            django.core.validators.MaxValueValidator(180),
                        ],
                        verbose_name="how long, in minutes",
                    ),
                ),
                (
                    "place",
                    models.CharField(
                        choices=[
                            ("video", "by video"),
                            ("office", "in the office"),
                            ("neutral", "in a neutral place"),
                            ("mixed", "sometimes here, sometimes there"),
                        ],
                        default="video",
                        max_length=10,
                        verbose_name="where",
                    ),
                ),
                (
                    "contact",
                    models.CharField(
                        choices=[("mail", "by mail"), ("chat", "by chat"), ("phone", "by phone")],
                        default="mail",
                        max_length=10,
                        verbose_name="how to reach each other",
                    ),
                ),
                ("shipped_as", models.SlugField(blank=True, editable=False, max_length=40)),
                ("shipped_edition", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("edited_at", models.DateTimeField(editable=False, null=True, verbose_name="edited at")),
                (
                    "programme",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="agreement_template",
                        to="programmes.programme",
                        verbose_name="programme",
                    ),
                ),
            ],
            options={
                "verbose_name": "agreement to begin with",
                "verbose_name_plural": "agreements to begin with",
                "ordering": ["programme__name", "style", "name"],
            },
        ),
        migrations.AddField(
            model_name="agreement",
            name="template",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="agreements",
                to="agreements.template",
                verbose_name="drafted from",
            ),
        ),
        migrations.AddConstraint(
            model_name="template",
            constraint=models.UniqueConstraint(
                condition=models.Q(("shipped_as", ""), _negated=True),
                fields=("shipped_as",),
                name="template_shipped_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="template",
            constraint=models.UniqueConstraint(
                condition=models.Q(("programme", None)), fields=("style",), name="template_one_per_style"
            ),
        ),
        migrations.AddConstraint(
            model_name="template",
            constraint=models.CheckConstraint(
                condition=models.Q(("programme", None), ("style", ""), _connector="OR"),
                name="template_of_one_programme_or_style",
            ),
        ),
        migrations.AddConstraint(
            model_name="template",
            constraint=models.CheckConstraint(
                condition=models.Q(("minutes__gte", 15), ("minutes__lte", 180)), name="template_minutes_range"
            ),
        ),
    ]
