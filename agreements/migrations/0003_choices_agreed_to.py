from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0002_session_one_per_moment"),
    ]

    operations = [
        migrations.AddField(
            model_name="agreement",
            name="changed_at",
            field=models.DateTimeField(null=True, verbose_name="choices changed at"),
        ),
        migrations.AddField(
            model_name="consent",
            name="choices",
            field=models.JSONField(default=dict, verbose_name="choices"),
        ),
        migrations.AddField(
            model_name="consent",
            name="seen_at",
            field=models.DateTimeField(null=True, verbose_name="changes seen at"),
        ),
    ]
