import pytest

from agreements.lines import CLASSIC_LINES, digest, with_contact
from agreements.models import Agreement, Consent
from agreements.services import agree, confirm_change_seen, confirm_lines_read, draft_agreement
from matching.models import Mentorship
from matching.signals import mentorship_started
from mentoring.audit.models import AuditEvent
from mentoring.lib import clock
from mentoring.lib.errors import Refused
from tests.agreements.renewing import both_agree
from tests.factories import at, end_pairs

CHOICES = {"cadence": "fortnightly", "minutes": 45, "place": "office", "contact": "phone"}
USUAL = {"cadence": "three_weekly", "minutes": 60, "place": "video", "contact": "mail"}
OFTEN_AND_LONG = (
    "how often you meet (once a month instead of every two weeks) and how long you meet (60 minutes instead of 45"
    " minutes)"
)


def verbs() -> list[str]:
    return list(AuditEvent.objects.filter(subject_label="agreements.agreement").values_list("verb", flat=True))


def choices_of(agreement: Agreement) -> dict[str, object]:
    return Agreement.objects.values(*CHOICES).get(pk=agreement.pk)


@pytest.fixture
def new_pair(cast) -> Mentorship:
    """A pair that just began: nothing is drafted for it yet."""
    cast.mentorship.agreement.delete()
    return Mentorship.objects.get(pk=cast.mentorship.pk)


def test_mentorship_started_drafts_the_lines_for_the_style_of_the_programme(new_pair, cast):
    mentorship_started.send(sender=Mentorship, mentorship=new_pair, by=cast.mentee.user)

    agreement = Agreement.objects.get(mentorship=new_pair)
    assert agreement.lines == with_contact(CLASSIC_LINES, "Hana Ruiz")
    assert (agreement.template.shipped_as, agreement.template_version) == ("classic", 1)
    assert choices_of(agreement) == USUAL
    assert verbs() == ["agreement.draft"]


def test_pair_of_the_hr_contact_promises_to_ask_the_hr_team_instead(new_pair, cast):
    cast.mentor.user.email = "Hana.Ruiz@Mail.example"
    cast.mentor.user.save()

    lines = " ".join(draft_agreement(mentorship=new_pair).lines)

    assert "we can ask our HR team" in lines
    assert "Hana Ruiz" not in lines


def test_draft_agreement_twice_is_one_agreement(new_pair):
    first = draft_agreement(mentorship=new_pair)
    second = draft_agreement(mentorship=new_pair)

    assert (first.pk, Agreement.objects.count(), verbs()) == (second.pk, 1, ["agreement.draft"])


def test_draft_agreement_keeps_what_stands(pair):
    agreement = draft_agreement(mentorship=pair.mentorship)

    assert agreement.lines == ["What we say stays between us."]


def test_confirm_lines_read_is_bound_to_what_was_read(cast):
    agreement = cast.mentorship.agreement

    consent = confirm_lines_read(agreement=agreement, by=cast.mentor.user)

    assert (consent.person, consent.kind, consent.version) == (cast.mentor, "read", 1)
    assert consent.digest == digest(["What we say stays between us."])
    assert consent.given_at == at("2026-11-23 09:00")


def test_confirm_lines_read_twice_is_one_consent(cast):
    agreement = cast.mentorship.agreement
    first = confirm_lines_read(agreement=agreement, by=cast.mentor.user)

    with clock.standing_at(at("2026-11-24 09:00")):
        second = confirm_lines_read(agreement=agreement, by=cast.mentor.user)

    assert (second.given_at, Consent.objects.count()) == (first.given_at, 1)
    assert verbs() == ["agreement.read_lines"]


def test_confirm_lines_read_by_somebody_else_is_refused(cast):
    with pytest.raises(Refused, match="Only the two people of a pair"):
        confirm_lines_read(agreement=cast.mentorship.agreement, by=cast.coordinator.user)

    assert not Consent.objects.exists()


def test_agree_keeps_choices_and_consent(pair):
    agree(agreement=pair.mentorship.agreement, by=pair.mentee.user, **CHOICES)

    consent = Consent.objects.get(kind="agreed")
    assert choices_of(pair.mentorship.agreement) == CHOICES
    assert (consent.person, consent.version, consent.digest) == (pair.mentee, 1, pair.mentorship.agreement.digest)
    assert verbs()[-1] == "agreement.agree"


def test_agree_tells_the_partner_once(pair, mails):
    for _press in range(2):
        agree(agreement=pair.mentorship.agreement, by=pair.mentee.user, **CHOICES)

    assert mails() == [("agreement-agreed", "maria@mail.example")]
    assert verbs().count("agreement.agree") == 1


def test_agree_by_the_second_with_the_same_choices_mails_nobody(pair, mails):
    agree(agreement=pair.mentorship.agreement, by=pair.mentee.user, **CHOICES)
    before = mails()

    agree(agreement=pair.mentorship.agreement, by=pair.mentor.user, **CHOICES)

    agreement = Agreement.objects.with_sides().get()
    assert agreement.is_agreed
    assert mails() == before


def test_agree_by_the_second_with_other_choices_tells_the_first_and_voids_nothing(pair, mails):
    agree(agreement=pair.mentorship.agreement, by=pair.mentee.user, **CHOICES)

    agree(agreement=pair.mentorship.agreement, by=pair.mentor.user, **CHOICES | {"cadence": "monthly"})

    agreement = Agreement.objects.with_sides().get()
    assert agreement.is_agreed
    assert (agreement.cadence, agreement.version) == ("monthly", 1)
    assert mails()[1:] == [("agreement-changed", "minh@mail.example")]


def test_agree_with_a_change_afterwards_keeps_both_consents(pair):
    for person in (pair.mentee, pair.mentor):
        agree(agreement=pair.mentorship.agreement, by=person.user, **CHOICES)

    agree(agreement=pair.mentorship.agreement, by=pair.mentee.user, **USUAL)

    assert Agreement.objects.with_sides().get().is_agreed
    assert choices_of(pair.mentorship.agreement) == USUAL
    assert verbs()[-1] == "agreement.change"


def test_agree_with_changes_on_one_day_is_one_mail(pair, mails):
    for person in (pair.mentee, pair.mentor):
        agree(agreement=pair.mentorship.agreement, by=person.user, **CHOICES)

    for cadence in ("monthly", "fortnightly", "three_weekly"):
        agree(agreement=pair.mentorship.agreement, by=pair.mentee.user, **CHOICES | {"cadence": cadence})
    with clock.standing_at(at("2026-11-24 09:00")):
        agree(agreement=pair.mentorship.agreement, by=pair.mentee.user, **CHOICES)

    assert mails().count(("agreement-changed", "maria@mail.example")) == 2


def test_agree_before_reading_the_lines_is_refused(cast):
    with pytest.raises(Refused, match="read the confidentiality lines first"):
        agree(agreement=cast.mentorship.agreement, by=cast.mentee.user, **CHOICES)

    assert choices_of(cast.mentorship.agreement) == USUAL


def test_agree_needs_a_new_yes_for_changed_lines(pair):
    agree(agreement=pair.mentorship.agreement, by=pair.mentee.user, **CHOICES)
    Agreement.objects.update(version=2, lines=["Something else."])

    with pytest.raises(Refused, match="read the confidentiality lines first"):
        agree(agreement=pair.mentorship.agreement, by=pair.mentee.user, **CHOICES)

    assert [side.agreed_at for side in Agreement.objects.with_sides().get().sides] == [None, None]


@pytest.mark.parametrize("confirm", [confirm_lines_read, confirm_change_seen])
def test_nothing_is_confirmed_after_the_end(pair, confirm):
    both_agree(pair)
    before = list(Consent.objects.values())
    Agreement.objects.update(version=2)
    end_pairs()

    with pytest.raises(Refused, match="This mentorship has ended"):
        confirm(agreement=Agreement.objects.get(), by=pair.mentee.user)

    assert list(Consent.objects.values()) == before


def test_agree_after_the_end_is_refused(pair):
    end_pairs()

    with pytest.raises(Refused, match="has ended"):
        agree(agreement=pair.mentorship.agreement, by=pair.mentee.user, **CHOICES)


def test_agree_by_somebody_else_is_refused(pair):
    with pytest.raises(Refused, match="Only the two people of a pair"):
        agree(agreement=pair.mentorship.agreement, by=pair.site_administrator, **CHOICES)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"cadence": "daily"}, "one of the answers"),
        ({"place": "moon"}, "one of the answers"),
        ({"contact": ""}, "one of the answers"),
        ({"minutes": 14}, "between 15 minutes and 3 hours"),
        ({"minutes": 181}, "between 15 minutes and 3 hours"),
    ],
)
def test_agree_with_an_unknown_answer_is_refused(pair, wrong, sentence):
    with pytest.raises(Refused, match=sentence):
        agree(agreement=pair.mentorship.agreement, by=pair.mentee.user, **CHOICES | wrong)

    assert choices_of(pair.mentorship.agreement) == USUAL
    assert not Consent.objects.filter(kind="agreed").exists()


def changed_for(person) -> tuple[str, bool]:
    side = next(side for side in Agreement.objects.with_sides().get().sides if side.person == person)
    return side.changed, side.has_seen_change


@pytest.fixture
def changed_by_mentor(pair):
    """The mentee agreed on Monday; the mentor agreed on Tuesday, to two other choices."""
    agree(agreement=pair.mentorship.agreement, by=pair.mentee.user, **CHOICES)
    with clock.standing_at(at("2026-11-24 09:00")):
        agree(
            agreement=pair.mentorship.agreement, by=pair.mentor.user, **CHOICES | {"cadence": "monthly", "minutes": 60}
        )
    return pair


def test_nobody_is_shown_as_having_agreed_to_what_they_never_saw(changed_by_mentor):
    assert changed_for(changed_by_mentor.mentee) == (OFTEN_AND_LONG, False)
    assert changed_for(changed_by_mentor.mentor) == ("", True)
    assert Agreement.objects.get().changed_at == at("2026-11-24 09:00")
    assert Agreement.objects.with_sides().get().is_agreed


def test_change_that_was_seen_stays_in_the_agreement_and_asks_for_nothing(changed_by_mentor):
    with clock.standing_at(at("2026-11-25 09:00")):
        confirm_change_seen(agreement=changed_by_mentor.mentorship.agreement, by=changed_by_mentor.mentee.user)

    assert changed_for(changed_by_mentor.mentee) == (OFTEN_AND_LONG, True)


def test_change_after_one_that_was_seen_is_news_again(changed_by_mentor):
    agreement = changed_by_mentor.mentorship.agreement
    with clock.standing_at(at("2026-11-25 09:00")):
        confirm_change_seen(agreement=agreement, by=changed_by_mentor.mentee.user)
    with clock.standing_at(at("2026-11-26 09:00")):
        agree(agreement=agreement, by=changed_by_mentor.mentor.user, **USUAL)

    assert changed_for(changed_by_mentor.mentee) == (
        "how often you meet (every three weeks instead of every two weeks), how long you meet (60 minutes instead of 45"
        " minutes), where you meet (by video instead of in the office) and how you reach each other (by mail instead of"
        " by phone)",
        False,
    )


def test_saving_the_choices_is_a_yes_to_them_as_they_stand(changed_by_mentor):
    with clock.standing_at(at("2026-11-25 09:00")):
        agree(agreement=changed_by_mentor.mentorship.agreement, by=changed_by_mentor.mentee.user, **USUAL)

    assert changed_for(changed_by_mentor.mentee) == ("", True)
    assert changed_for(changed_by_mentor.mentor)[0].startswith(
        "how often you meet (every three weeks instead of once a"
    )


def test_change_cannot_be_seen_by_somebody_else(changed_by_mentor):
    with pytest.raises(Refused, match="Only the two people of a pair"):
        confirm_change_seen(agreement=changed_by_mentor.mentorship.agreement, by=changed_by_mentor.coordinator.user)
