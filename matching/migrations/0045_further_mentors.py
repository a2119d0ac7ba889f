"""A mentee may have as many mentors at once as they wish for; raw SQL gives them no more, and two at once are one.

As for mentors (0014), whoever writes a member holds the row by which it is judged: a wish that is lowered meanwhile
waits, or is seen. It may be lowered below what runs: then nothing ends, and nothing new begins.
"""

from django.db import migrations, models
from django.db.models import Q

WITHIN_WISH = """
CREATE FUNCTION matching_membership_within_wish() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE wished integer;
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.ended_at IS NULL AND OLD.seat_id = NEW.seat_id THEN
        RETURN NULL;
    END IF;
    PERFORM matching_see_others();
    SELECT capacity INTO wished FROM programmes_enrolment WHERE id = NEW.enrolment_id FOR NO KEY UPDATE;
    IF wished < (
        SELECT count(*) FROM matching_membership
        WHERE enrolment_id = NEW.enrolment_id AND role = 'mentee' AND ended_at IS NULL
    ) OR EXISTS (SELECT FROM matching_seat WHERE id = NEW.seat_id AND number > wished) THEN
        RAISE check_violation USING
            MESSAGE = 'A mentee has no more mentors at the same time than they wish for.',
            CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER membership_within_wish AFTER INSERT OR UPDATE OF seat_id, ended_at ON matching_membership
FOR EACH ROW WHEN (NEW.role = 'mentee' AND NEW.ended_at IS NULL)
EXECUTE FUNCTION matching_membership_within_wish();
"""


class Migration(migrations.Migration):
    dependencies = [("matching", "0041_mentor_training"), ("programmes", "0023_mentors_each")]

    operations = [
        migrations.RemoveConstraint(model_name="seat", name="seat_one_per_mentee"),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.CheckConstraint(
                condition=Q(enrolment=None) | Q(number__lte=3), name="seat_number_range_of_mentee"
            ),
        ),
        migrations.RunSQL(WITHIN_WISH, "DROP FUNCTION matching_membership_within_wish() CASCADE"),
        migrations.AddField(
            model_name="proposal",
            name="is_further",
            field=models.BooleanField(db_default=False, default=False, verbose_name="of a further mentor"),
        ),
        migrations.AddField(
            model_name="run",
            name="kind",
            field=models.CharField(
                choices=[
                    ("first", "mentees with nobody"),
                    ("further", "mentees who have a mentor and would like another"),
                ],
                db_default="first",
                default="first",
                max_length=10,
                verbose_name="whom it looks at",
            ),
        ),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.CheckConstraint(
                condition=Q(kind="first") | Q(kind="further", drafts="anew"), name="run_kind_known"
            ),
        ),
    ]
