from django.db import migrations

import mentoring.lib.crypto


class Migration(migrations.Migration):
    dependencies = [("matching", "0014_pairs_stay_true")]

    operations = [
        migrations.AddField(
            model_name="runevidence",
            name="suggestions",
            field=mentoring.lib.crypto.EncryptedTextField(
                label="matching.run.suggestions", null=True, verbose_name="suggestions"
            ),
        ),
    ]
