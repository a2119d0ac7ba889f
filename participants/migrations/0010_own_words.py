import django.contrib.postgres.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("participants", "0003_lines_left_out"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="organisation",
            name="hr_contact_email",
            field=models.EmailField(
                blank=True,
                help_text="Whom people write to when a fact in the HR file is wrong.",
                max_length=254,
                verbose_name="address of the HR contact",
            ),
        ),
        migrations.AddField(
            model_name="organisation",
            name="hr_contact_name",
            field=models.CharField(blank=True, max_length=120, verbose_name="name of the HR contact"),
        ),
        migrations.AddField(
            model_name="profile",
            name="about_me",
            field=models.CharField(blank=True, max_length=300, verbose_name="about me"),
        ),
        migrations.AddField(
            model_name="profile",
            name="hours_a_month",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="hours a month"),
        ),
        migrations.AddField(
            model_name="profile",
            name="how_often",
            field=models.CharField(
                blank=True,
                choices=[
                    ("weekly", "every week"),
                    ("fortnightly", "every two weeks"),
                    ("three_weekly", "every three weeks"),
                    ("monthly", "once a month"),
                ],
                max_length=12,
                verbose_name="how often",
            ),
        ),
        migrations.AddField(
            model_name="profile",
            name="languages",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=3), blank=True, default=list, size=None, verbose_name="languages"
            ),
        ),
        migrations.AddField(
            model_name="profile",
            name="meets",
            field=models.CharField(
                blank=True,
                choices=[("remote", "by video or phone"), ("in_person", "in person"), ("either", "either way")],
                max_length=10,
                verbose_name="likes to meet",
            ),
        ),
        migrations.AddField(
            model_name="profile",
            name="mentor_limit",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="most mentees at the same time"),
        ),
        migrations.AddField(
            model_name="profile",
            name="part_of_day",
            field=models.CharField(
                blank=True,
                choices=[
                    ("morning", "in the morning"),
                    ("midday", "around midday"),
                    ("afternoon", "in the afternoon"),
                    ("evening", "in the evening"),
                    ("any", "at any time"),
                ],
                max_length=10,
                verbose_name="best part of the day",
            ),
        ),
        migrations.AddField(
            model_name="profileskill",
            name="level",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="level"),
        ),
        migrations.AddField(
            model_name="skill",
            name="aliases",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=80),
                blank=True,
                default=list,
                size=None,
                verbose_name="other words",
            ),
        ),
        migrations.AddField(
            model_name="skill",
            name="definition",
            field=models.CharField(blank=True, max_length=200, verbose_name="definition"),
        ),
        migrations.AddField(
            model_name="skill",
            name="shipped_edition",
            field=models.PositiveSmallIntegerField(default=1, editable=False),
        ),
        migrations.AddConstraint(
            model_name="profile",
            constraint=models.CheckConstraint(
                condition=models.Q(("mentor_limit", None), ("mentor_limit__lte", 20), _connector="OR"),
                name="profile_mentor_limit_range",
            ),
        ),
        migrations.AddConstraint(
            model_name="profile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("hours_a_month", None),
                    models.Q(("hours_a_month__gte", 1), ("hours_a_month__lte", 20)),
                    _connector="OR",
                ),
                name="profile_hours_range",
            ),
        ),
        migrations.AddConstraint(
            model_name="profileskill",
            constraint=models.CheckConstraint(
                condition=models.Q(("level", None), models.Q(("level__gte", 1), ("level__lte", 3)), _connector="OR"),
                name="profile_skill_level_range",
            ),
        ),
    ]
