from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0023_template_words"),
    ]

    operations = [
        migrations.AlterField(
            model_name="sessionreminder",
            name="kind",
            field=models.CharField(
                choices=[
                    ("coming", "the session comes"),
                    ("log", "did you meet?"),
                    ("agree", "how will you work together?"),
                ],
                max_length=10,
                verbose_name="kind",
            ),
        ),
    ]
