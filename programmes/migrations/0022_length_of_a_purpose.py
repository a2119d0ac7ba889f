import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("programmes", "0021_registration_ended_early"),
    ]

    operations = [
        migrations.AlterField(
            model_name="programme",
            name="purpose",
            field=models.TextField(
                blank=True,
                help_text="Two or three sentences that everybody who may join will read, at most 800 characters.",
                validators=[
                    django.core.validators.MaxLengthValidator(
                        800, "Please keep to %(limit_value)d characters; these are %(show_value)d."
                    )
                ],
                verbose_name="purpose",
            ),
        ),
    ]
