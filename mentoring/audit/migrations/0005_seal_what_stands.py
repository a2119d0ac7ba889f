from django.db import migrations

# What was recorded before there were seals gets one as well.
WAIT = """
INSERT INTO audit_unsealedevent (sequence) SELECT sequence FROM audit_auditevent ON CONFLICT DO NOTHING;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0004_append_only_seals")]
    operations = [migrations.RunSQL(WAIT, migrations.RunSQL.noop)]
