"""Every mail of the product as it arrives: those of tests/outbox/test_mails.py, and what they say at other times."""

from collections.abc import Callable, Sequence
from email import message_from_bytes, policy
from email.message import EmailMessage

from django.contrib.auth import get_user_model
from django.db.models import Model

import agreements.emails
import matching.emails
import programmes.emails
from matching.models import Mentorship, ProposalSide
from mentoring.accounts.emails import account_mail
from mentoring.lib import clock
from mentoring.lib.links import stored
from mentoring.outbox import kinds
from mentoring.outbox.envelope import compose
from mentoring.outbox.models import OutgoingMessage
from mentoring.outbox.services import Mail
from participants.models import Organisation
from tests.factories import SkillFactory, make_session
from tests.outbox.test_mails import MAILS, ended_pair, pair, places, readers, sides

REASONS = ("offers_first", "other_department", "same_site", "offers_none")
# The longest place of a session that people write: the address of a call.
CALL = "https://calls.example/l/meetup-join/".ljust(200, "x")


def suggestion_with_reasons(cast, *, to_mentor: bool) -> Mail:
    skill = SkillFactory(name="Public speaking")
    mentee, mentor = sides(cast)
    mentee.proposal.reasons = [{"code": code, "values": {"skill": str(skill.pk)}} for code in REASONS]
    mentor.proposal = mentee.proposal
    one, other = (mentor, mentee) if to_mentor else (mentee, mentor)
    return matching.emails.suggestion(one, other, {str(skill.pk): skill.name})


def suggestion_of_a_further_mentor(cast) -> Mail:
    mentee, mentor = sides(cast)
    return matching.emails.suggestion(mentee, mentor, {}, mentors=1)


def asked_by_the_other(cast) -> tuple[ProposalSide, ProposalSide]:
    """The sides of what the mentee asked the mentor, the mentor's first."""
    mentee, mentor = sides(cast)
    mentor.proposal = mentee.proposal
    mentee.proposal.asked_by = mentee.enrolment
    return mentor, mentee


def code_or_notice(name: str, **context: object) -> Callable[..., Mail]:
    return lambda cast: account_mail(f"account/email/{name}", cast.mentee.user, context)


# The same functions, where they say something else.
OTHER_WORDS = {
    "agreements.session_planned by oneself": lambda cast: agreements.emails.session_planned(
        make_session(pair(cast), place=CALL), **readers(cast), by=cast.mentee.user
    ),
    "agreements.agreement_asked as a reminder": lambda cast: agreements.emails.agreement_asked(
        pair(cast).agreement, **readers(cast), is_reminder=True
    ),
    "matching.suggestion with reasons": lambda cast: suggestion_with_reasons(cast, to_mentor=False),
    "matching.suggestion to a mentor": lambda cast: suggestion_with_reasons(cast, to_mentor=True),
    "matching.suggestion of a further mentor": suggestion_of_a_further_mentor,
    "matching.choice of a mentee": lambda cast: matching.emails.choice(cast.mentor_place),
    "matching.naming of mentees": lambda cast: matching.emails.naming(cast.mentor_place),
    "matching.request of a mentor": lambda cast: matching.emails.request(*asked_by_the_other(cast), {}),
    "matching.suggestion_reminder of a question": lambda cast: matching.emails.suggestion_reminder(
        *asked_by_the_other(cast)
    ),
    "matching.suggestion_closed of a question": lambda cast: matching.emails.suggestion_closed(
        *asked_by_the_other(cast)
    ),
    "matching.suggestion_closed of one's own question": lambda cast: matching.emails.suggestion_closed(
        *reversed(asked_by_the_other(cast))
    ),
    "matching.pair_ended finished": lambda cast: matching.emails.pair_ended(
        *places(cast), ended_pair(cast), way="finished"
    ),
    "matching.round_ended without a pair": lambda cast: matching.emails.round_ended(cast.mentee.user, cast.cohort, []),
    "programmes.round_closing_alone": lambda cast: programmes.emails.round_closing(
        cast.mentee_place, cast.cohort, plans_on=[]
    ),
    "accounts.proof_code": code_or_notice("proof_code", code="AB-12"),
    "accounts.password_reset_key": code_or_notice("password_reset_key", password_reset_url=CALL),
    "accounts.notice": code_or_notice("webauthn_added"),
}
ALL = MAILS | OTHER_WORDS


def message_of(name: str, mail: Mail, reader: Model) -> OutgoingMessage:
    """The row of such a mail; account mails share one kind."""
    known = {kind.name.replace("-", "_"): kind.name for kind in kinds.declared()}
    return OutgoingMessage(
        kind=known.get(name.partition(".")[2].partition(" ")[0], "account"),
        recipient_id=reader.pk,
        address="minh@mail.example",
        mail_subject=stored(mail.subject),
        text=stored(mail.text),
        html=stored(mail.html),
        message_id="<1@mail.example>",
        created_at=clock.now(),
    )


def arrives(name: str, cast, *, riders: Sequence[str] = ()) -> EmailMessage:
    """Such a mail with all that is added when it leaves, others folded in."""
    first, *others = (message_of(each, ALL[each](cast), cast.mentee.user) for each in (name, *riders))
    return message_from_bytes(compose(first, others).as_bytes(), policy=policy.default)


def html_of(mail: EmailMessage) -> str:
    return mail.get_body(["html"]).get_content()


def text_of(mail: EmailMessage) -> str:
    return mail.get_body(["plain"]).get_content()


def longest(model: type[Model], field: str = "name") -> str:
    """As many letters as there may be, and no blank among them."""
    return ("Wolfeschlegelsteinhausenbergerdorff" * 10)[: model._meta.get_field(field).max_length]


def give_longest_names(cast) -> None:
    """To the people, their company, the programme and its round."""
    for model in (get_user_model(), Organisation):
        model.objects.update(name=longest(model))
    for thing in (cast.programme, cast.cohort):
        thing.name = longest(type(thing))
        thing.save()
    for thing in (cast.mentee, cast.mentor, cast.mentee_place, cast.mentor_place, cast.hr_analyst):
        thing.refresh_from_db()
    cast.mentorship = Mentorship.objects.get()
