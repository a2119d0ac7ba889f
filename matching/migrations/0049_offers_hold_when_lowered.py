"""An offer that was lowered below what runs lets nothing new begin, whichever numbers the seats in use have.

Only the number of the new seat was looked at, so somebody with two mentees on the seats 3 and 2 got a third after they
had said that one is enough. All mentees of the mentor count now, as for their limit; that row is locked by
`membership_within_limit`, which comes first by name.
"""

from django.db import migrations

OFFER = """
CREATE OR REPLACE FUNCTION matching_membership_within_offer() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE offered integer;
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.ended_at IS NULL AND OLD.seat_id = NEW.seat_id THEN
        RETURN NULL;
    END IF;
    {counted}
    RETURN NULL;
END $$
"""
REFUSE = """RAISE check_violation USING MESSAGE = '{sentence}',
            CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;"""
NUMBER_ALONE = """IF EXISTS (
        SELECT FROM matching_seat seat JOIN programmes_enrolment place ON place.capacity < seat.number
        WHERE seat.id = NEW.seat_id AND place.id = NEW.enrolment_id
    ) THEN
        {refuse}
    END IF;"""
EVERYBODY = """SELECT capacity INTO offered FROM programmes_enrolment WHERE id = NEW.enrolment_id;
    IF EXISTS (SELECT FROM matching_seat WHERE id = NEW.seat_id AND number > offered) OR (
        (TG_OP = 'INSERT' OR OLD.ended_at IS NOT NULL) AND offered < (
            SELECT count(*) FROM matching_membership
            WHERE person_id = NEW.person_id AND role = 'mentor' AND ended_at IS NULL
        )
    ) THEN
        {refuse}
    END IF;"""


def written(counted: str, sentence: str) -> str:
    return OFFER.format(counted=counted.format(refuse=REFUSE.format(sentence=sentence)))


class Migration(migrations.Migration):
    dependencies = [("matching", "0048_weight_of_aims")]

    operations = [
        migrations.RunSQL(
            written(EVERYBODY, "A mentor has no more mentees at the same time than they offer in this cohort."),
            written(NUMBER_ALONE, "A seat has no higher number than the mentor offers in this cohort."),
        )
    ]
