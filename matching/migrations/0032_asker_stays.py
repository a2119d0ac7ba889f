"""Who asked is one of the two, and never another: refused by name to whoever writes, raw SQL included."""

from django.db import migrations

FIXED = """
CREATE FUNCTION matching_proposal_asker_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE check_violation USING MESSAGE = 'Who asked never changes.', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
END $$;
CREATE TRIGGER proposal_asker_fixed BEFORE UPDATE ON matching_proposal FOR EACH ROW
WHEN (OLD.asked_by_id IS DISTINCT FROM NEW.asked_by_id)
EXECUTE FUNCTION matching_proposal_asker_fixed()
"""
ONE_OF_THE_TWO = """
CREATE FUNCTION matching_proposal_asker_is_a_side() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM matching_proposal WHERE id = NEW.id) AND NOT EXISTS (
        SELECT FROM matching_proposalside WHERE proposal_id = NEW.id AND enrolment_id = NEW.asked_by_id
    ) THEN
        RAISE check_violation USING MESSAGE = 'Who asked is one of the two.', CONSTRAINT = TG_NAME,
            TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER proposal_asker_is_a_side AFTER INSERT ON matching_proposal DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW WHEN (NEW.asked_by_id IS NOT NULL) EXECUTE FUNCTION matching_proposal_asker_is_a_side();
"""


class Migration(migrations.Migration):
    dependencies = [("matching", "0031_requests")]

    operations = [
        migrations.RunSQL(FIXED, "DROP FUNCTION matching_proposal_asker_fixed() CASCADE"),
        migrations.RunSQL(ONE_OF_THE_TWO, "DROP FUNCTION matching_proposal_asker_is_a_side() CASCADE"),
    ]
