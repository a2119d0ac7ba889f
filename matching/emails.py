"""The mails of matching: a suggestion, a pair that begins, a suggestion or a pair that is over."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from matching.choosers import places_that_choose, places_that_name
from matching.models import Mentorship, Proposal, ProposalSide
from matching.trained import trained_as_asked
from matching.why import Stored, in_words
from matching.words import further_line
from mentoring.accounts.models import User
from mentoring.lib import links, registry
from mentoring.lib.reader import as_read_by
from mentoring.outbox import kinds
from mentoring.outbox.kinds import Kind
from mentoring.outbox.services import Mail
from mentoring.outbox.writing import write_mail
from participants.card import work_of
from programmes.models import Cohort, Enrolment, Role

SUGGESTION = "suggestion"
REQUEST = "suggestion_request"
CHOICE = "choice_open"
NAMING = "naming_open"
SUGGESTION_REMINDER = "suggestion_reminder"
PAIR_MADE = "pair_made"
SUGGESTION_CLOSED = "suggestion_closed"
PAIR_ENDED = "pair_ended"
ROUND_ENDED = "round_ended"
PAIR_PAUSED = "pair_paused"
PAIR_RESUMED = "pair_resumed"
PAIR_WISH = "pair_wish"
PAIR_WISH_GONE = "pair_wish_gone"
PAIR_GOES_ON = "pair_goes_on"
PAIR_AS_PLANNED = "pair_as_planned"
# None is counted: a suggestion asks once and reminds once, the others are news of one's own pair. Those cannot wait,
# but what closes at midnight can: it comes in its reader's hours. What becomes of the pair, and the answer to a wish,
# always come, as the page on what we write about promises. What one of the two gets for what the other one did stands
# in no log: it would tell who said no, or ended it; of what one asks the other, who was asked and did not want to.
KINDS = (
    Kind(SUGGESTION, _("Suggestion of a pair")),
    Kind(REQUEST, _("Somebody asks for a pair"), is_listed=False),
    Kind(CHOICE, _("Somebody can choose"), keep_hours=True, is_listed=False),
    Kind(NAMING, _("Somebody can name whom they would like"), keep_hours=True, is_listed=False),
    Kind(SUGGESTION_REMINDER, _("Reminder of a suggestion"), topic=kinds.REMINDERS, keep_hours=True, is_listed=False),
    Kind(PAIR_MADE, _("A pair begins")),
    Kind(SUGGESTION_CLOSED, _("A suggestion is closed"), keep_hours=True, is_listed=False),
    Kind(PAIR_ENDED, _("A pair ended"), is_listed=False),
    Kind(ROUND_ENDED, _("A round of mentoring is over"), topic=kinds.ROUND_NEWS, keep_hours=True),
    Kind(PAIR_PAUSED, _("A pair has a break"), is_listed=False),
    Kind(PAIR_RESUMED, _("A pair goes on after a break"), is_listed=False),
    Kind(PAIR_WISH, _("A wish to go on longer"), is_listed=False),
    Kind(PAIR_WISH_GONE, _("A wish to go on longer is taken back"), is_listed=False),
    Kind(PAIR_GOES_ON, _("A pair goes on longer"), is_listed=False),
    Kind(PAIR_AS_PLANNED, _("A pair ends as planned"), is_listed=False),
)


def suggestion(side: ProposalSide, other: ProposalSide, names: dict[str, str], *, mentors: int = 0) -> Mail:
    """Who is suggested to this side and why; `names` holds those of the skills. The mentee alone is told how many
    `mentors` they have already.
    """
    with as_read_by(side.enrolment.person.user):
        further = further_line(mentors if side.role == Role.MENTEE else 0)
    return _mail_to(
        side.enrolment,
        SUGGESTION,
        other.enrolment,
        side.proposal.get_absolute_url(),
        why=side.proposal.reasons,
        names=names,
        further=further,
        reply_by=side.proposal.reply_by,
    )


def request(side: ProposalSide, other: ProposalSide, names: dict[str, str]) -> Mail:
    """Who would like to be a pair with this side and why they fit; `names` holds those of the skills."""
    return _mail_to(
        side.enrolment,
        REQUEST,
        other.enrolment,
        side.proposal.get_absolute_url(),
        why=side.proposal.reasons,
        names=names,
        reply_by=side.proposal.reply_by,
    )


def choice(place: Enrolment) -> Mail:
    """That this person can choose somebody now, once for a place; it names nobody, as the list is worked out anew."""
    return write_mail(
        CHOICE,
        reader=place.person.user,
        is_mentor=place.role == Role.MENTOR,
        programme=place.cohort.programme.name,
        link=links.site_address(reverse("matching:choice-list", args=[place.pk])),
    )


def naming(place: Enrolment) -> Mail:
    """That this person can name whom they would like, once for a place; it names nobody."""
    return write_mail(
        NAMING,
        reader=place.person.user,
        is_mentor=place.role == Role.MENTOR,
        programme=place.cohort.programme.name,
        link=links.site_address(reverse("matching:ranking-detail", args=[place.pk])),
    )


def suggestion_reminder(side: ProposalSide, other: ProposalSide) -> Mail:
    """The one reminder, half-way; it is not sent to those who answered."""
    proposal = side.proposal
    return _mail_to(
        side.enrolment,
        SUGGESTION_REMINDER,
        other.enrolment,
        proposal.get_absolute_url(),
        reply_by=proposal.reply_by,
        is_request=proposal.asked_by_id is not None,
    )


def pair_made(side: ProposalSide, other: ProposalSide, mentorship: Mentorship) -> Mail:
    """That both said yes, what comes first, and at which address the other one is reached."""
    address = other.enrolment.person.user.email
    return _mail_to(side.enrolment, PAIR_MADE, other.enrolment, mentorship.get_absolute_url(), address=address)


def suggestion_closed(side: ProposalSide, other: ProposalSide) -> Mail:
    """That this suggestion comes to nothing; nobody is told through whom or why. Whoever had asked can ask anew."""
    return _mail_to(
        side.enrolment,
        SUGGESTION_CLOSED,
        other.enrolment,
        side.proposal.get_absolute_url(),
        is_request=side.proposal.asked_by_id is not None,
        had_asked=side.proposal.asked_by_id == side.enrolment_id,
    )


def pair_ended(place: Enrolment, other: Enrolment, mentorship: Mentorship, *, way: str = "") -> Mail:
    """That the pair has ended. `way` is told where it is kind: "finished", "carry-on", or "day" for the last day that
    both agreed to; after everything else the words are the same, whoever ended it and why.
    """
    kept = _words_kept(mentorship, reader=place.person.user)
    return _mail_to(place, PAIR_ENDED, other, mentorship.get_absolute_url(), way=way, kept=kept)


def pair_paused(place: Enrolment, other: Enrolment, mentorship: Mentorship) -> Mail:
    """That the two have a break, and how either ends it; no reason is told."""
    return _mail_to(place, PAIR_PAUSED, other, mentorship.get_absolute_url())


def pair_resumed(place: Enrolment, other: Enrolment, mentorship: Mentorship) -> Mail:
    """That the break is over."""
    return _mail_to(place, PAIR_RESUMED, other, mentorship.get_absolute_url())


def pair_wish(place: Enrolment, other: Enrolment, mentorship: Mentorship, *, until: date) -> Mail:
    """That the other one would like to go on after the round, until a day; it asks for a yes or a no."""
    path = reverse("agreements:pair-go-on", args=[mentorship.pk])
    return _mail_to(place, PAIR_WISH, other, path, until=until, ends_on=mentorship.cohort.ends_on)


def pair_wish_gone(place: Enrolment, other: Enrolment, mentorship: Mentorship, *, until: date) -> Mail:
    """That the other one took back what they had asked, so that nobody looks for a question that is not there."""
    stays = mentorship.goes_on_until or mentorship.cohort.ends_on
    return _mail_to(place, PAIR_WISH_GONE, other, mentorship.get_absolute_url(), until=until, stays=stays)


def pair_goes_on(place: Enrolment, other: Enrolment, mentorship: Mentorship, *, until: date) -> Mail:
    """That the other one said yes to going on until a day."""
    return _mail_to(place, PAIR_GOES_ON, other, mentorship.get_absolute_url(), until=until)


def pair_as_planned(place: Enrolment, other: Enrolment, mentorship: Mentorship, *, until: date) -> Mail:
    """That a later day does not suit the other one, so that the end stays where it was."""
    path = mentorship.get_absolute_url()
    stays = mentorship.goes_on_until or mentorship.cohort.ends_on
    return _mail_to(place, PAIR_AS_PLANNED, other, path, until=until, stays=stays)


def round_ended(
    reader: User,
    cohort: Cohort,
    pairs: Sequence[tuple[str, Mentorship]],
    going_on: Sequence[tuple[str, Mentorship]] = (),
    *,
    before: Sequence[Mentorship] = (),
    had_place: bool = True,
) -> Mail:
    """That a cohort is over, with thanks; `pairs` are those of this person that ended with it, by the partner's name,
    `going_on` those that go on to a day of their own, and `before` those that had ended earlier.

    It leads to where their words are kept, and says until when. Of an earlier pair it names nobody, and the words are
    the same however it ended. Whoever was in no pair is told that it says nothing about them; so is whoever asked and
    never had a place, in words of their own.
    """
    everybody = [mentorship for _name, mentorship in [*pairs, *going_on]] or list(before)
    if not everybody:
        path = reverse("programmes:programme-list")
    elif len(everybody) == 1:
        path = everybody[0].get_absolute_url()
    else:
        path = reverse("desk:home")
    with as_read_by(reader):
        partners, going_on_with = (
            get_text_list([name for name, _mentorship in some], gettext("and")) for some in (pairs, going_on)
        )
    return write_mail(
        ROUND_ENDED,
        reader=reader,
        programme=cohort.programme.name,
        cohort=cohort.name,
        partners=partners,
        kept=_words_kept(pairs[0][1], reader=reader) if pairs else "",  # all ended in one moment
        going_on_with=going_on_with,
        pairs_before=len(before),
        had_place=had_place,
        always_on=cohort.always_on,
        link=links.site_address(path),
    )


def is_wanted(kind: str, subject_id: UUID) -> bool | None:
    """A suggestion is worth a mail only while it is open, a reminder until it was answered, and that one can choose, or
    name somebody, while one can; news always are.
    """
    wanted = wanted_among(kind, {subject_id})
    return None if wanted is None else subject_id in wanted


def wanted_among(kind: str, subject_ids: Collection[UUID]) -> set[UUID] | None:
    """As `is_wanted`, of many at once: those that are."""
    if kind in (CHOICE, NAMING):
        places = places_that_choose() if kind == CHOICE else places_that_name()
        return set(places.filter(trained_as_asked(), pk__in=subject_ids).values_list("pk", flat=True))
    if kind == SUGGESTION_REMINDER:
        asked = ProposalSide.objects.filter(pk__in=subject_ids, answer=ProposalSide.Answer.WAITING)
        return set(asked.filter(proposal__status=Proposal.Status.SENT).values_list("pk", flat=True))
    if kind not in {SUGGESTION, REQUEST}:
        return None
    still_open = Proposal.objects.filter(pk__in=subject_ids, status=Proposal.Status.SENT)
    return set(still_open.values_list("pk", flat=True))


def _words_kept(mentorship: Mentorship, *, reader: User) -> str:
    """Until when the words of a pair that has ended are kept, for its reader."""
    with as_read_by(reader):
        return " ".join(registry.words_kept.ask(mentorship))


def _mail_to(
    place: Enrolment,
    name: str,
    other: Enrolment,
    path: str,
    *,
    why: Stored = (),
    names: dict[str, str] | None = None,
    **more: object,
) -> Mail:
    user, person, programme = place.person.user, other.person, place.cohort.programme
    with as_read_by(user):
        reasons = in_words(why, names or {}, style=programme.style, reader=place.role)
    return write_mail(
        name,
        reader=user,
        is_mentor=place.role == Role.MENTOR,
        programme=programme.name,
        name=person.user.name,
        role=work_of(person),
        speaks_for=[each for each in reasons if each.speaks_for],
        does_not=[each for each in reasons if not each.speaks_for],
        link=links.site_address(path),
        **more,
    )
