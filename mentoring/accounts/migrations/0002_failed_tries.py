from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="FailedTry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=64, verbose_name="key")),
                ("at", models.DateTimeField(verbose_name="at")),
            ],
            options={
                "verbose_name": "failed try to sign in",
                "verbose_name_plural": "failed tries to sign in",
                "indexes": [
                    models.Index(fields=["key", "at"], name="failed_try_key"),
                    models.Index(fields=["at"], name="failed_try_at"),
                ],
            },
        ),
    ]
