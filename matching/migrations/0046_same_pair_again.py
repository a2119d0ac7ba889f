from django.db import migrations

from mentoring.lib.crypto import EncryptedTextField


class Migration(migrations.Migration):
    dependencies = [("matching", "0045_further_mentors")]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="wish",
            field=EncryptedTextField(label="membership wish", null=True, verbose_name="wish after the end"),
        ),
    ]
