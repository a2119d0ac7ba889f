from django.db import migrations, models

LONGEST = {
    "country": (80, "country"),
    "business_line": (120, "line of business"),
    "cost_centre": (80, "cost centre"),
    "employment_type": (80, "kind of employment"),
}


class Migration(migrations.Migration):
    dependencies = [("participants", "0021_interests")]

    operations = [
        migrations.AddField(
            model_name="profile",
            name=name,
            field=models.CharField(blank=True, db_default="", max_length=longest, verbose_name=words),
        )
        for name, (longest, words) in LONGEST.items()
    ]
