from django.db import migrations

REFUSE = """
CREATE TRIGGER goal_snapshot_fixed BEFORE UPDATE ON feedback_goalsnapshot
    FOR EACH ROW EXECUTE FUNCTION feedback_refuse_change();
"""
ALLOW = "DROP TRIGGER goal_snapshot_fixed ON feedback_goalsnapshot;"


class Migration(migrations.Migration):
    dependencies = [("feedback", "0020_goal_reviews")]
    operations = [migrations.RunSQL(REFUSE, ALLOW)]
