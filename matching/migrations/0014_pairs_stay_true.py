"""What holds across tables about suggestions, pairs and seats, refused by name to whoever writes, raw SQL included.

What is checked when a row is written stays true: the rows it was checked against are held until it is committed, they
keep what was looked at (`*_fixed`), and no other row ever comes under their ids (`*_is_new`).
Rows are locked in the order of matching/services/locks.py: the mentorship, then its people by their ids.
"""

from django.db import migrations

from mentoring.lib.old_rows import refuse_while_rows

FALSE = {
    "A side of a suggestion is of another cohort or role than its place.": """
        SELECT side.id FROM matching_proposalside side
        JOIN matching_proposal proposal ON proposal.id = side.proposal_id
        JOIN programmes_enrolment place ON place.id = side.enrolment_id
        WHERE place.cohort_id <> proposal.cohort_id OR place.role <> side.role""",
    "A mentorship is of another cohort than its suggestion.": """
        SELECT pair.id FROM matching_mentorship pair
        JOIN matching_proposal proposal ON proposal.id = pair.proposal_id
        WHERE proposal.cohort_id <> pair.cohort_id""",
    "A member of a mentorship is another person, or of another cohort or role, than their place.": """
        SELECT member.id FROM matching_membership member
        JOIN matching_mentorship pair ON pair.id = member.mentorship_id
        JOIN programmes_enrolment place ON place.id = member.enrolment_id
        WHERE place.cohort_id <> pair.cohort_id OR place.person_id <> member.person_id OR place.role <> member.role""",
    "A member of a mentorship is on the seat of somebody else.": """
        SELECT member.id FROM matching_membership member
        JOIN matching_seat seat ON seat.id = member.seat_id
        WHERE CASE member.role WHEN 'mentor' THEN seat.person_id IS DISTINCT FROM member.person_id
            ELSE seat.enrolment_id IS DISTINCT FROM member.enrolment_id END""",
    "A member of a mentorship ended at another moment than the mentorship.": """
        SELECT member.id FROM matching_membership member
        JOIN matching_mentorship pair ON pair.id = member.mentorship_id
        WHERE member.ended_at IS DISTINCT FROM pair.ended_at""",
    "Two people are in two open mentorships with each other.": """
        SELECT unnest(array_agg(one.mentorship_id)) FROM matching_membership one
        JOIN matching_membership other ON other.mentorship_id = one.mentorship_id AND other.person_id > one.person_id
        WHERE one.ended_at IS NULL AND other.ended_at IS NULL
        GROUP BY one.person_id, other.person_id HAVING count(*) > 1""",
}


def fixed(name, table, columns, sentence):
    """A trigger that lets these columns of a row be what they were when it was written."""
    old, new = (", ".join(f"{row}.{column}" for column in columns.split()) for row in ("OLD", "NEW"))
    return migrations.RunSQL(
        f"""CREATE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW WHEN (({old}) IS DISTINCT FROM ({new}))
        EXECUTE FUNCTION matching_refuse_change('{sentence}')""",
        f"DROP TRIGGER {name} ON {table}",
    )


def kept(name, *written, sentence, steps, declared=""):
    """A constraint by this name that refuses with this sentence where `steps`, in which it is called REFUSE, get there.

    `written` are what it is looked at after: an event and a table, with a condition that the row must meet.
    """
    steps = steps.replace(
        "REFUSE;", f"RAISE check_violation USING MESSAGE = '{sentence}', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;"
    )
    triggers = "".join(
        f"CREATE CONSTRAINT TRIGGER {name} AFTER {event} EXECUTE FUNCTION matching_{name}();" for event in written
    )
    return migrations.RunSQL(
        f"""CREATE FUNCTION matching_{name}() RETURNS trigger LANGUAGE plpgsql AS $$
        {declared}
        BEGIN
            {steps}
            RETURN NULL;
        END $$;
        {triggers}""",
        f"DROP FUNCTION matching_{name}() CASCADE",
    )


REFUSE_CHANGE = """
CREATE FUNCTION matching_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE check_violation USING MESSAGE = TG_ARGV[0], CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
END $$
"""
# Some rules go by rows of others: whoever writes waits for these and then looks at what was committed. At the stricter
# levels of isolation a transaction goes on seeing what was there when it began.
SEE_OTHERS = """
CREATE FUNCTION matching_see_others() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
        RAISE feature_not_supported USING MESSAGE = 'Pairs begin and end in transactions that are READ COMMITTED.';
    END IF;
END $$
"""

FIXED = [
    migrations.RunSQL(REFUSE_CHANGE, "DROP FUNCTION matching_refuse_change()"),
    fixed("proposal_fixed", "matching_proposal", "id cohort_id", "The cohort of a suggestion never changes."),
    fixed(
        "proposal_side_fixed",
        "matching_proposalside",
        "id proposal_id enrolment_id role",
        "The two places of a suggestion never change.",
    ),
    fixed(
        "mentorship_fixed",
        "matching_mentorship",
        "id cohort_id proposal_id",
        "The cohort and the suggestion of a mentorship never change.",
    ),
    fixed(
        "seat_fixed",
        "matching_seat",
        "id person_id enrolment_id number",
        "The owner and the number of a seat never change.",
    ),
    fixed(
        "membership_fixed",
        "matching_membership",
        "id mentorship_id person_id enrolment_id role",
        "Who is in a mentorship, and as what, never changes.",
    ),
]

# Foreign keys are looked at when a transaction ends: meanwhile a row could go and another come under its id.
NEW = [
    kept(
        "enrolment_is_new",
        "INSERT ON programmes_enrolment FOR EACH ROW",
        sentence="Rows of another place with this id are there already.",
        steps="""
            IF EXISTS (SELECT FROM matching_membership WHERE enrolment_id = NEW.id)
                OR EXISTS (SELECT FROM matching_proposalside WHERE enrolment_id = NEW.id)
                OR EXISTS (SELECT FROM matching_seat WHERE enrolment_id = NEW.id)
            THEN
                REFUSE;
            END IF;""",
    ),
    kept(
        "proposal_is_new",
        "INSERT ON matching_proposal FOR EACH ROW",
        sentence="Rows of another suggestion with this id are there already.",
        steps="""
            IF EXISTS (SELECT FROM matching_proposalside WHERE proposal_id = NEW.id)
                OR EXISTS (SELECT FROM matching_mentorship WHERE proposal_id = NEW.id)
            THEN
                REFUSE;
            END IF;""",
    ),
    kept(
        "mentorship_is_new",
        "INSERT ON matching_mentorship FOR EACH ROW",
        sentence="Members of another mentorship with this id are there already.",
        steps="""
            IF EXISTS (SELECT FROM matching_membership WHERE mentorship_id = NEW.id) THEN
                REFUSE;
            END IF;""",
    ),
    kept(
        "seat_is_new",
        "INSERT ON matching_seat FOR EACH ROW",
        sentence="Somebody is on another seat with this id already.",
        steps="""
            IF EXISTS (SELECT FROM matching_membership WHERE seat_id = NEW.id) THEN
                REFUSE;
            END IF;""",
    ),
]

FITTING = [
    kept(
        "proposal_side_of_its_place",
        "INSERT ON matching_proposalside FOR EACH ROW",
        sentence="A side of a suggestion is of the cohort and the role of its place.",
        steps="""
            PERFORM FROM programmes_enrolment place
            JOIN matching_proposal proposal ON proposal.cohort_id = place.cohort_id
            WHERE place.id = NEW.enrolment_id AND place.role = NEW.role AND proposal.id = NEW.proposal_id
            FOR KEY SHARE;
            IF NOT FOUND THEN
                REFUSE;
            END IF;""",
    ),
    kept(
        "mentorship_of_its_proposal",
        "INSERT ON matching_mentorship FOR EACH ROW WHEN (NEW.proposal_id IS NOT NULL)",
        sentence="A mentorship is of the cohort of its suggestion.",
        steps="""
            PERFORM FROM matching_proposal WHERE id = NEW.proposal_id AND cohort_id = NEW.cohort_id FOR KEY SHARE;
            IF NOT FOUND THEN
                REFUSE;
            END IF;""",
    ),
    kept(
        "membership_of_its_place",
        "INSERT ON matching_membership FOR EACH ROW",
        sentence="A member of a mentorship is the person, in the role, of a place in its cohort.",
        steps="""
            PERFORM FROM programmes_enrolment place
            JOIN matching_mentorship pair ON pair.cohort_id = place.cohort_id
            WHERE place.id = NEW.enrolment_id AND place.person_id = NEW.person_id AND place.role = NEW.role
                AND pair.id = NEW.mentorship_id
            FOR KEY SHARE;
            IF NOT FOUND THEN
                REFUSE;
            END IF;""",
    ),
    kept(
        "membership_on_own_seat",
        "INSERT OR UPDATE OF seat_id ON matching_membership FOR EACH ROW",
        sentence="A mentor is on a seat of their own, a mentee on that of their place.",
        steps="""
            PERFORM FROM matching_seat WHERE id = NEW.seat_id
                AND CASE NEW.role WHEN 'mentor' THEN person_id = NEW.person_id ELSE enrolment_id = NEW.enrolment_id END
            FOR KEY SHARE;
            IF NOT FOUND THEN
                REFUSE;
            END IF;""",
    ),
]

# A limit or an offer may be lowered below what runs: then nothing ends, and nothing new begins.
COUNTED = [
    migrations.RunSQL(SEE_OTHERS, "DROP FUNCTION matching_see_others()"),
    kept(
        "membership_within_limit",
        "INSERT OR UPDATE OF ended_at ON matching_membership"
        " FOR EACH ROW WHEN (NEW.role = 'mentor' AND NEW.ended_at IS NULL)",
        sentence="A mentor has no more mentees at the same time than their own limit.",
        declared="DECLARE most integer;",
        steps="""
            IF TG_OP = 'UPDATE' AND OLD.ended_at IS NULL THEN
                RETURN NULL;
            END IF;
            PERFORM matching_see_others();
            SELECT mentor_limit INTO most FROM participants_profile WHERE id = NEW.person_id FOR NO KEY UPDATE;
            IF most < (
                SELECT count(*) FROM matching_membership
                WHERE person_id = NEW.person_id AND role = 'mentor' AND ended_at IS NULL
            ) THEN
                REFUSE;
            END IF;""",
    ),
    kept(
        "membership_within_offer",
        "INSERT OR UPDATE OF seat_id, ended_at ON matching_membership"
        " FOR EACH ROW WHEN (NEW.role = 'mentor' AND NEW.ended_at IS NULL)",
        sentence="A seat has no higher number than the mentor offers in this cohort.",
        steps="""
            IF TG_OP = 'UPDATE' AND OLD.ended_at IS NULL AND OLD.seat_id = NEW.seat_id THEN
                RETURN NULL;
            END IF;
            IF EXISTS (
                SELECT FROM matching_seat seat JOIN programmes_enrolment place ON place.capacity < seat.number
                WHERE seat.id = NEW.seat_id AND place.id = NEW.enrolment_id
            ) THEN
                REFUSE;
            END IF;""",
    ),
    kept(
        "membership_one_pair_of_two",
        "INSERT OR UPDATE OF ended_at ON matching_membership FOR EACH ROW WHEN (NEW.ended_at IS NULL)",
        sentence="Two people are in one open mentorship with each other at most.",
        declared="DECLARE partner uuid;",
        steps="""
            IF TG_OP = 'UPDATE' AND OLD.ended_at IS NULL THEN
                RETURN NULL;
            END IF;
            PERFORM matching_see_others();
            PERFORM FROM matching_mentorship WHERE id = NEW.mentorship_id FOR NO KEY UPDATE;
            SELECT person_id INTO partner FROM matching_membership
            WHERE mentorship_id = NEW.mentorship_id AND id <> NEW.id AND ended_at IS NULL;
            IF NOT FOUND THEN
                RETURN NULL;
            END IF;
            PERFORM FROM participants_profile WHERE id IN (NEW.person_id, partner) ORDER BY id FOR NO KEY UPDATE;
            IF EXISTS (
                SELECT FROM matching_membership mine
                JOIN matching_membership theirs ON theirs.mentorship_id = mine.mentorship_id
                WHERE mine.person_id = NEW.person_id AND mine.ended_at IS NULL
                    AND mine.mentorship_id <> NEW.mentorship_id
                    AND theirs.person_id = partner AND theirs.ended_at IS NULL
            ) THEN
                REFUSE;
            END IF;""",
    ),
    # Services write the two in turn, so this is looked at when the transaction ends, by what is there then.
    kept(
        "mentorship_ends_with_members",
        "UPDATE OF ended_at ON matching_mentorship DEFERRABLE INITIALLY DEFERRED FOR EACH ROW",
        "INSERT OR UPDATE OF ended_at ON matching_membership DEFERRABLE INITIALLY DEFERRED FOR EACH ROW",
        sentence="A mentorship and its members end at the same moment.",
        declared="DECLARE pair uuid;",
        steps="""
            PERFORM matching_see_others();
            IF TG_TABLE_NAME = 'matching_mentorship' THEN
                pair := NEW.id;
            ELSE
                pair := NEW.mentorship_id;
            END IF;
            PERFORM FROM matching_mentorship WHERE id = pair FOR NO KEY UPDATE;
            IF EXISTS (
                SELECT FROM matching_membership member JOIN matching_mentorship ON matching_mentorship.id = pair
                WHERE member.mentorship_id = pair AND member.ended_at IS DISTINCT FROM matching_mentorship.ended_at
            ) THEN
                REFUSE;
            END IF;""",
    ),
]


# Triggers do not look at the rows that are there: nothing may be written between the look and them.
HOLD = migrations.RunSQL(
    """
    LOCK TABLE programmes_enrolment, matching_proposal, matching_proposalside, matching_mentorship, matching_seat,
        matching_membership IN SHARE ROW EXCLUSIVE MODE
    """,
    migrations.RunSQL.noop,
)


class Migration(migrations.Migration):
    dependencies = [
        ("matching", "0013_known_words"),
        ("programmes", "0011_places_keep_their_person"),
        ("participants", "0010_own_words"),
    ]

    operations = [HOLD, refuse_while_rows(FALSE), *FIXED, *NEW, *FITTING, *COUNTED]
