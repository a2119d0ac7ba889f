from functools import partial

from matching.models import Proposal, policy_of
from matching.services import add_exclusion, ask_first, change_policy, name_somebody
from programmes.models import Cohort, Enrolment
from tests.access import ALL_405, SIGN_IN, Address, everyone
from tests.factories import (
    EnrolmentFactory,
    MentorFactory,
    ProfileSkillFactory,
    SkillFactory,
    end_pairs,
    in_days,
    make_mentorship,
    make_proposal,
)
from tests.matching.naming import with_wishes
from tests.matching.people import matched
from tests.matching.terms import usual_terms


def sent_to_mentor_and_mentee(cast):
    return make_proposal(cast.mentor_place, cast.mentee_place)


def asked_by_the_mentee(cast):
    """What the mentee asks first, of a suggestion."""
    proposal = sent_to_mentor_and_mentee(cast)
    return ask_first(proposal=proposal, words="How long have you been here?", by=cast.mentee.user)


def draft_in_the_cohort(cast):
    mentor, mentee = MentorFactory(cohort=cast.cohort), EnrolmentFactory(cohort=cast.cohort)
    return make_proposal(mentor, mentee, status=Proposal.Status.DRAFT)


def paired_mentor_who_left(cast):
    """Somebody in a pair of that programme whose last day is over."""
    mentor = MentorFactory(cohort=cast.cohort, person__last_day=in_days(-1))
    make_mentorship(mentor, EnrolmentFactory(cohort=cast.cohort))
    return mentor


def found_in_the_cohort(cast):
    """A search of that cohort, which is over, for a mentee who waits."""
    MentorFactory(cohort=cast.cohort), EnrolmentFactory(cohort=cast.cohort)
    return matched(cast.cohort, cast.coordinator.user)


def taken_out_of_the_cohort(cast):
    mentor, mentee = MentorFactory(cohort=cast.cohort), EnrolmentFactory(cohort=cast.cohort)
    return make_proposal(mentor, mentee, status=Proposal.Status.REMOVED)


def without_an_answer(cast):
    mentor, mentee = MentorFactory(cohort=cast.cohort), EnrolmentFactory(cohort=cast.cohort)
    return make_proposal(mentor, mentee, status=Proposal.Status.LAPSED)


def back_in_registration(cast):
    Cohort.objects.filter(pk=cast.cohort.pk).update(stage=Cohort.Stage.REGISTRATION)
    return cast.cohort


# Whoever has no business in the office is led to its door, which says so.
OFFICE_DOOR = 302


def office(status: int) -> dict[str, int]:
    """For the coordinator of that programme; not found for others in the office, the site administrator included."""
    return everyone(OFFICE_DOOR, coordinator=status, other_coordinator=404, site_administrator=404)


def avoided_by_the_mentor(cast):
    return add_exclusion(owner=cast.mentor, excluded=cast.outsider, by=cast.mentor.user)


def may_choose(cast, pairing="suggested"):
    """The mentee, whose pair has ended, in a programme in which mentees choose; and a mentor with a place free."""
    terms = policy_of(cast.programme).terms
    change_policy(programme=cast.programme, terms=terms, pairing=pairing, by=cast.coordinator.user)
    end_pairs(pk=cast.mentorship.pk)
    ProfileSkillFactory(profile=cast.mentee, skill=SkillFactory(name="Speaking"), kind="wants")
    mentor = MentorFactory(cohort=cast.cohort, person__user__name="Ada Asked")
    ProfileSkillFactory(profile=mentor.person, skill=SkillFactory(name="Speaking"), kind="offers")
    return mentor


def may_name(cast):
    """The same where both name whom they would like, and one is named already."""
    mentor = may_choose(cast)
    terms = with_wishes(policy_of(cast.programme).terms)
    change_policy(programme=cast.programme, terms=terms, pairing="ranked", by=cast.coordinator.user)
    place = Enrolment.objects.select_related("cohort__programme__policy", "person__user").get(pk=cast.mentee_place.pk)
    name_somebody(place=place, other=mentor.pk, by=place.person.user)
    return mentor


TABLE = {
    "matching:choice-list": Address(
        prepare=may_choose,
        args=lambda cast, mentor: [cast.mentee_place.pk],
        GET=everyone(404, anonymous=SIGN_IN, mentee=200),
        POST=everyone(404, anonymous=SIGN_IN, mentee=405),
    ),
    "matching:choice-browse": Address(
        prepare=partial(may_choose, pairing="chosen"),
        args=lambda cast, mentor: [cast.mentee_place.pk],
        GET=everyone(404, anonymous=SIGN_IN, mentee=200),
        POST=everyone(404, anonymous=SIGN_IN, mentee=405),
    ),
    "matching:choice-ask": Address(
        prepare=may_choose,
        args=lambda cast, mentor: [cast.mentee_place.pk, mentor.pk],
        GET=everyone(404, anonymous=SIGN_IN, mentee=200),
        POST=everyone(404, anonymous=SIGN_IN, mentee=302),
    ),
    "matching:ranking-detail": Address(
        prepare=may_name,
        args=lambda cast, mentor: [cast.mentee_place.pk],
        GET=everyone(404, anonymous=SIGN_IN, mentee=200),
        POST=everyone(404, anonymous=SIGN_IN, mentee=302),
        data=lambda cast: {"other": cast.mentor_place.pk, "move": "name"},
    ),
    "matching:exclusion-list": Address(
        GET=everyone(200, anonymous=SIGN_IN),
        POST=everyone(200, anonymous=SIGN_IN, site_administrator=404),
    ),
    "matching:exclusion-add": Address(
        GET=ALL_405,
        data=lambda cast: {"person": str(cast.hr_analyst.pk)},
        # Nobody avoids themselves: the analyst is not their own colleague.
        POST=everyone(302, anonymous=SIGN_IN, hr_analyst=404, site_administrator=404),
    ),
    "matching:exclusion-remove": Address(
        prepare=avoided_by_the_mentor,
        args=lambda cast, exclusion: [exclusion.pk],
        GET=ALL_405,
        POST=everyone(404, anonymous=SIGN_IN, mentor=302),
    ),
    "matching:proposal-detail": Address(
        prepare=sent_to_mentor_and_mentee,
        args=lambda cast, proposal: [proposal.pk],
        GET=everyone(404, anonymous=SIGN_IN, mentor=200, mentee=200),
    ),
    "matching:proposal-accept": Address(
        prepare=sent_to_mentor_and_mentee,
        args=lambda cast, proposal: [proposal.pk],
        GET=ALL_405,
        POST=everyone(404, anonymous=SIGN_IN, mentor=302, mentee=302),
    ),
    "matching:proposal-line": Address(
        prepare=sent_to_mentor_and_mentee,
        args=lambda cast, proposal: [proposal.pk],
        GET=everyone(404, anonymous=SIGN_IN, mentor=200, mentee=200),
    ),
    "matching:proposal-decline": Address(
        prepare=sent_to_mentor_and_mentee,
        args=lambda cast, proposal: [proposal.pk],
        GET=everyone(404, anonymous=SIGN_IN, mentor=200, mentee=200),
        POST=everyone(404, anonymous=SIGN_IN, mentor=302, mentee=302),
    ),
    "matching:question-create": Address(
        prepare=sent_to_mentor_and_mentee,
        args=lambda cast, proposal: [proposal.pk],
        GET=everyone(404, anonymous=SIGN_IN, mentor=200, mentee=200),
        POST=everyone(404, anonymous=SIGN_IN, mentor=302, mentee=302),
        data=lambda cast: {"words": "How long have you been here?"},
    ),
    "matching:question-answer": Address(
        prepare=asked_by_the_mentee,
        args=lambda cast, question: [question.asked_by.proposal_id, question.pk],
        # Nobody answers their own question.
        GET=everyone(404, anonymous=SIGN_IN, mentor=200),
        POST=everyone(404, anonymous=SIGN_IN, mentor=302),
        data=lambda cast: {"words": "For three years."},
    ),
    "admin:matching_cohort_board": Address(
        args=lambda cast: [cast.cohort.pk],
        GET=office(200),
        POST=everyone(OFFICE_DOOR, coordinator=405, other_coordinator=405, site_administrator=405),
    ),
    "admin:matching_cohort_even": Address(
        args=lambda cast: [cast.cohort.pk],
        GET=office(200),
        POST=everyone(OFFICE_DOOR, coordinator=405, other_coordinator=405, site_administrator=405),
    ),
    "admin:matching_cohort_search": Address(
        args=lambda cast: [cast.cohort.pk],
        GET=everyone(OFFICE_DOOR, coordinator=405, other_coordinator=405, site_administrator=405),
        POST=office(302),
    ),
    "admin:matching_cohort_search_again": Address(
        # Without drafts it leads back to the board.
        prepare=draft_in_the_cohort,
        args=lambda cast: [cast.cohort.pk],
        GET=office(200),
        POST=everyone(OFFICE_DOOR, coordinator=405, other_coordinator=405, site_administrator=405),
    ),
    "admin:matching_cohort_first_search": Address(
        prepare=back_in_registration,
        args=lambda cast, cohort: [cohort.pk],
        GET=office(200),
        POST=office(302),
    ),
    "admin:matching_programme_policy": Address(
        args=lambda cast: [cast.programme.pk],
        GET=office(200),
        POST=office(302),
        data=lambda cast: usual_terms(),
    ),
    "admin:matching_cohort_send": Address(
        args=lambda cast: [cast.cohort.pk],
        GET=office(200),
        POST=office(302),
    ),
    "admin:matching_run_made": Address(
        prepare=found_in_the_cohort,
        args=lambda cast, run: [run.pk],
        GET=office(200),
        POST=everyone(OFFICE_DOOR, coordinator=405, other_coordinator=405, site_administrator=405),
    ),
    "admin:matching_run_prove": Address(
        prepare=found_in_the_cohort,
        args=lambda cast, run: [run.pk],
        GET=everyone(OFFICE_DOOR, coordinator=405, other_coordinator=405, site_administrator=405),
        POST=office(302),
    ),
    "admin:matching_leaver_end": Address(
        prepare=paired_mentor_who_left,
        args=lambda cast, place: [place.pk],
        GET=office(200),
        POST=office(302),
    ),
    "admin:matching_proposal_remove": Address(
        prepare=draft_in_the_cohort,
        args=lambda cast, proposal: [proposal.pk],
        GET=everyone(OFFICE_DOOR, coordinator=405, other_coordinator=405, site_administrator=405),
        POST=office(302),
    ),
    "admin:matching_proposal_keep": Address(
        prepare=draft_in_the_cohort,
        args=lambda cast, proposal: [proposal.pk],
        GET=everyone(OFFICE_DOOR, coordinator=405, other_coordinator=405, site_administrator=405),
        POST=office(302),
    ),
    "admin:matching_proposal_let_go": Address(
        prepare=draft_in_the_cohort,
        args=lambda cast, proposal: [proposal.pk],
        GET=everyone(OFFICE_DOOR, coordinator=405, other_coordinator=405, site_administrator=405),
        POST=office(302),
    ),
    "admin:matching_proposal_restore": Address(
        prepare=taken_out_of_the_cohort,
        args=lambda cast, proposal: [proposal.pk],
        GET=everyone(OFFICE_DOOR, coordinator=405, other_coordinator=405, site_administrator=405),
        POST=office(302),
    ),
    "admin:matching_proposal_allow": Address(
        prepare=taken_out_of_the_cohort,
        args=lambda cast, proposal: [proposal.pk],
        GET=everyone(OFFICE_DOOR, coordinator=405, other_coordinator=405, site_administrator=405),
        POST=office(302),
    ),
    "admin:matching_proposal_again": Address(
        prepare=without_an_answer,
        args=lambda cast, proposal: [proposal.pk],
        GET=office(200),
        POST=office(200),
    ),
    "admin:matching_mentee_mentor": Address(
        args=lambda cast: [cast.mentee_place.pk],
        GET=office(200),
        POST=office(302),
        data=lambda cast: {"mentor": cast.mentor_place.pk},
    ),
}
