from django.db import migrations

REFUSE = """
CREATE FUNCTION feedback_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The figures of a closed survey never change.';
END $$;
CREATE TRIGGER snapshot_fixed BEFORE UPDATE ON feedback_snapshot
    FOR EACH ROW EXECUTE FUNCTION feedback_refuse_change();
"""
ALLOW = """
DROP TRIGGER snapshot_fixed ON feedback_snapshot;
DROP FUNCTION feedback_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("feedback", "0001_initial")]
    operations = [migrations.RunSQL(REFUSE, ALLOW)]
