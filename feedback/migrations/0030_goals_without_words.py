from django.db import migrations

import mentoring.lib.crypto


class Migration(migrations.Migration):
    dependencies = [("feedback", "0021_goal_figures_fixed")]
    operations = [
        migrations.AlterField(
            model_name="goal",
            name="sentence",
            field=mentoring.lib.crypto.EncryptedTextField(label="feedback.goal.sentence", null=True),
        ),
    ]
