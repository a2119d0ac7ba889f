from django.db import migrations, models

from mentoring.lib.old_rows import refuse_while_rows

UNKNOWN = {
    "A place has a role that is neither mentor nor mentee.": (
        "SELECT id FROM programmes_enrolment WHERE role NOT IN ('mentor', 'mentee')"
    ),
    "A place has a status that nobody knows.": (
        "SELECT id FROM programmes_enrolment"
        " WHERE status NOT IN ('registered', 'waiting', 'approved', 'declined', 'withdrawn')"
    ),
}

# What was checked when a row that points to a place was written stays true only while these stay as they are.
FIX = """
CREATE FUNCTION programmes_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE check_violation USING MESSAGE = TG_ARGV[0], CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
END $$;
CREATE TRIGGER enrolment_fixed BEFORE UPDATE ON programmes_enrolment FOR EACH ROW
    WHEN ((OLD.id, OLD.cohort_id, OLD.person_id, OLD.role)
        IS DISTINCT FROM (NEW.id, NEW.cohort_id, NEW.person_id, NEW.role))
    EXECUTE FUNCTION programmes_refuse_change('Whose place it is, of which cohort and in which role, never changes.');
"""
LOOSEN = """
DROP TRIGGER enrolment_fixed ON programmes_enrolment;
DROP FUNCTION programmes_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("programmes", "0010_place_words_and_drafts")]

    operations = [
        refuse_while_rows(UNKNOWN),
        migrations.AddConstraint(
            model_name="enrolment",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ["mentor", "mentee"])), name="enrolment_role_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="enrolment",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["registered", "waiting", "approved", "declined", "withdrawn"])),
                name="enrolment_status_known",
            ),
        ),
        migrations.RunSQL(FIX, LOOSEN),
    ]
