"""What two people read of their agreement once their pair has ended, where its lines had changed before."""

from agreements.models import Agreement
from agreements.services import agree, confirm_change_seen, confirm_lines_read
from mentoring.lib import clock
from tests.agreements.renewing import CHOICES, NEW_LINE, both_agree, renew
from tests.factories import at, end_pairs


def test_ended_agreement_is_read_as_both_agreed_to_it_last(pair):
    both_agree(pair)
    agreement = renew(pair)
    under_way = agreement.as_it_ended

    confirm_lines_read(agreement=agreement, by=pair.mentee.user)
    agree(agreement=agreement, by=pair.mentee.user, **CHOICES | {"minutes": 90})
    end_pairs()

    agreement = Agreement.objects.with_sides().get()
    then = agreement.as_it_ended
    assert (under_way.version, under_way.lines) == (2, [NEW_LINE])
    assert (agreement.version, agreement.minutes) == (2, 90)
    assert (then.version, then.lines, then.choices) == (1, ["What we say stays between us."], CHOICES)
    assert [(side.agreed_at is not None, side.changed) for side in then.sides] == [(True, ""), (True, "")]
    assert {each.digest for each in then.consents.all() if each.version == 1} == {then.digest}


def test_ended_agreement_keeps_choices_that_nobody_changed_after_its_lines(pair):
    """A change by one of the two needs no new yes of the other, so the last of the two yeses is not what stands."""
    both_agree(pair)
    agree(agreement=pair.mentorship.agreement, by=pair.mentee.user, **CHOICES | {"minutes": 90})
    confirm_change_seen(agreement=pair.mentorship.agreement, by=pair.mentor.user)
    with clock.standing_at(at("2026-11-24 09:00")):
        confirm_lines_read(agreement=renew(pair), by=pair.mentee.user)
        end_pairs()

    then = Agreement.objects.with_sides().get().as_it_ended

    assert (then.version, then.minutes) == (1, 90)


def test_ended_agreement_that_both_agreed_to_as_it_stands_is_itself(pair):
    both_agree(pair)
    end_pairs()
    agreement = Agreement.objects.with_sides().get()

    assert agreement.as_it_ended is agreement
