from django.db import migrations

REFUSE = """
CREATE FUNCTION feedback_refuse_recount() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Meetings that were counted are never counted again.';
END $$;
CREATE TRIGGER meeting_snapshot_fixed BEFORE UPDATE OR DELETE ON feedback_meetingsnapshot
    FOR EACH ROW EXECUTE FUNCTION feedback_refuse_recount();

CREATE FUNCTION feedback_check_next_months() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    begins date;
BEGIN
    -- One after the other: what another transaction counts is seen once it has ended.
    PERFORM FROM programmes_cohort WHERE id = NEW.cohort_id FOR NO KEY UPDATE;
    IF EXISTS (
        SELECT FROM feedback_meetingsnapshot
        WHERE cohort_id = NEW.cohort_id AND (is_last OR last >= NEW.last)
    ) THEN
        RAISE EXCEPTION 'These months were counted, or nothing is counted any more.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'meeting_snapshot_follows';
    END IF;
    SELECT coalesce((max(last) FILTER (WHERE meetings IS NOT NULL) + interval '1 month')::date, min(first))
        INTO begins FROM feedback_meetingsnapshot WHERE cohort_id = NEW.cohort_id;
    IF begins <> NEW.first THEN
        RAISE EXCEPTION 'The next months begin on %, not on %.', begins, NEW.first
            USING ERRCODE = 'check_violation', CONSTRAINT = 'meeting_snapshot_follows';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER meeting_snapshot_follows BEFORE INSERT ON feedback_meetingsnapshot
    FOR EACH ROW EXECUTE FUNCTION feedback_check_next_months();
"""
ALLOW = """
DROP TRIGGER meeting_snapshot_follows ON feedback_meetingsnapshot;
DROP FUNCTION feedback_check_next_months();
DROP TRIGGER meeting_snapshot_fixed ON feedback_meetingsnapshot;
DROP FUNCTION feedback_refuse_recount();
"""


class Migration(migrations.Migration):
    dependencies = [("feedback", "0040_meeting_snapshots")]
    operations = [migrations.RunSQL(REFUSE, ALLOW)]
