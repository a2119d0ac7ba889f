from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("participants", "0010_own_words")]
    operations = [
        migrations.AddField(
            model_name="importbatch",
            name="new_gone",
            field=models.PositiveIntegerField(editable=False, null=True, verbose_name="new, but gone already"),
        ),
    ]
