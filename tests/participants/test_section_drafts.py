"""What somebody types into a section of their profile is kept for them alone until they save it."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from mentoring.audit.models import AuditEvent
from mentoring.lib import clock
from participants.models import Profile, ProfileDraft, ProfileSkill
from participants.services import choose_skills, keep_section_draft, seen_of_section
from participants.services.profile_drafts import MOST_CHARACTERS
from participants.tasks import forget_drafts
from participants.views import SECTIONS
from tests.factories import ProfileFactory, ProfileSkillFactory, SkillFactory
from tests.lib.test_crypto import NEW_KEY

WORDS = "CANARY-about: I want to leave my team."
LEFT = "and have not saved it yet. Only you see it."


@pytest.fixture
def ada(db):
    return ProfileFactory(about_me="I like maps.")


def page_of(section: str) -> str:
    return reverse(f"participants:profile-{section.replace('_', '-')}")


def draft_of(section: str) -> str:
    return reverse("participants:profile-draft", args=[section])


def keep(client, section: str, sent: dict):
    """As the script does, on a page that shows what is saved."""
    seen = re.search(r'data-seen="([0-9a-f]+)"', client.get(page_of(section)).content.decode()).group(1)
    return client.post(draft_of(section), {**sent, "seen": seen})


def kept_of(person, **sent) -> ProfileDraft:
    seen = seen_of_section(person, "about_me")
    return keep_section_draft(person=person, section="about_me", sent=sent, seen=seen, by=person.user)


@pytest.mark.parametrize("section", list(SECTIONS))
def test_every_section_keeps_what_its_own_page_sends(sign_in, ada, section):
    client = sign_in(ada)
    page = client.get(page_of(section))

    assert f'data-keeps="{draft_of(section)}"' in page.content.decode()
    assert LEFT not in page.content.decode()
    assert sorted(page.context["form"].fields) == sorted(SECTIONS[section].fields)
    assert SECTIONS[section].key in ProfileDraft.Section
    assert keep(client, section, {}).status_code == 204


def test_every_section_of_the_model_has_its_page():
    assert sorted(SECTIONS) == sorted(ProfileDraft.Section.values)


@pytest.mark.parametrize(
    ("section", "sent", "shown"),
    [
        ("about_me", {"about_me": WORDS}, WORDS),
        ("career", {"wanted_1": "Head of maps", "wanted_2": ""}, 'value="Head of maps"'),
        ("limit", {"limit": "three"}, 'value="three"'),
        ("ways", {"part_of_day": "morning", "hours_a_month": "4"}, 'value="4"'),
    ],
)
def test_what_was_typed_is_there_again_with_the_day_and_no_complaint(sign_in, ada, section, sent, shown):
    client = sign_in(ada)
    keep(client, section, {**sent, "csrfmiddlewaretoken": "x", "elsewhere": "y"})

    page = client.get(page_of(section)).content.decode()

    assert shown in page
    assert LEFT in page
    assert "alert-danger" not in page
    assert "invalid-feedback" not in page
    assert "elsewhere" not in ProfileDraft.objects.get().answers
    ada.refresh_from_db()
    assert (ada.about_me, ada.mentor_limit, ada.roles_wanted) == ("I like maps.", None, [])


def test_skills_that_were_chosen_are_there_again_with_their_levels_and_in_order(sign_in, ada):
    skill, other = SkillFactory(), SkillFactory()
    ProfileSkillFactory(profile=ada, skill=other, kind=ProfileSkill.Kind.OFFERS, rank=1)
    client = sign_in(ada)
    keep(client, "offers", {"offers_1": skill.pk, "offers_1_level": "2", "offers_2": other.pk})

    field = client.get(page_of("offers")).context["form"]["offers"]

    assert field.value() == [(str(skill.pk), "2"), (str(other.pk), "")]


def test_draft_that_says_what_is_saved_is_not_spoken_of(sign_in, ada):
    skill = ProfileSkillFactory(profile=ada, kind=ProfileSkill.Kind.OFFERS, rank=1, level=2).skill
    client = sign_in(ada)
    keep(client, "about_me", {"about_me": "I like maps."})
    keep(client, "offers", {"offers_1": skill.pk, "offers_1_level": "2"})

    pages = [client.get(page_of(section)).content.decode() for section in ("about_me", "offers")]

    assert [LEFT in page for page in pages] == [False, False]


def test_saving_a_section_ends_its_draft_and_no_other(sign_in, ada):
    client = sign_in(ada)
    keep(client, "about_me", {"about_me": WORDS})
    keep(client, "limit", {"limit": "3"})

    client.post(page_of("about_me"), {"about_me": "I draw maps."})

    assert [each.section for each in ProfileDraft.objects.all()] == ["limit"]
    assert LEFT not in client.get(page_of("about_me")).content.decode()


def test_section_that_comes_back_with_an_error_keeps_its_draft_and_shows_what_was_sent(sign_in, ada):
    client = sign_in(ada)
    keep(client, "limit", {"limit": "3"})

    page = client.post(page_of("limit"), {"limit": "many"}).content.decode()

    assert 'value="many"' in page
    assert LEFT not in page
    assert ProfileDraft.objects.count() == 1


def test_who_no_longer_wants_a_draft_reads_what_is_saved(sign_in, ada):
    client = sign_in(ada)
    keep(client, "about_me", {"about_me": WORDS})

    page = client.post(draft_of("about_me"), {"discard": "1"}, follow=True).content.decode()

    assert "I like maps." in page
    assert WORDS not in page
    assert not ProfileDraft.objects.exists()


def test_late_draft_of_words_that_were_saved_meanwhile_is_not_kept(sign_in, ada):
    client = sign_in(ada)
    seen = seen_of_section(ada, "about_me")
    client.post(page_of("about_me"), {"about_me": "I draw maps."})

    answer = client.post(draft_of("about_me"), {"about_me": "I draw ma", "seen": seen})

    assert (answer.status_code, answer.content.decode()) == (
        409,
        "This section was saved meanwhile. Please open it again before you go on.",
    )
    assert not ProfileDraft.objects.exists()


def test_draft_from_before_something_else_was_saved_is_not_shown(sign_in, ada):
    skill, chosen = SkillFactory(), SkillFactory()
    client = sign_in(ada)
    keep(client, "wants", {"wants_1": skill.pk})

    choose_skills(profile=ada, wants=[(chosen, None)], by=ada.user)

    page = client.get(page_of("wants"))
    assert LEFT not in page.content.decode()
    assert page.context["form"]["wants"].value() == [(str(chosen.pk), None)]


def test_draft_stays_when_a_new_key_comes_first(sign_in, ada, settings):
    kept_of(ada, about_me=WORDS)
    settings.FIELD_KEYS = [NEW_KEY, *settings.FIELD_KEYS]

    page = sign_in(ada).get(page_of("about_me")).content.decode()

    assert (WORDS in page, LEFT in page) == (True, True)


def test_draft_is_nobody_elses_and_no_act_of_record(sign_in, ada):
    before = AuditEvent.objects.count()
    kept_of(ada, about_me=WORDS)
    other = ProfileFactory()

    page = sign_in(other).get(page_of("about_me")).content.decode()

    assert WORDS not in page
    assert not ProfileDraft.objects.visible_to(other.user).exists()
    assert AuditEvent.objects.count() == before


def test_words_of_a_draft_lie_sealed_in_the_database(ada):
    kept_of(ada, about_me=WORDS)

    with connection.cursor() as cursor:
        cursor.execute("SELECT answers FROM participants_profiledraft")
        (sealed,) = cursor.fetchone()

    assert b"CANARY" not in bytes(sealed)


def test_draft_of_more_than_a_form_can_hold_is_refused_in_a_sentence(sign_in, ada):
    answer = keep(sign_in(ada), "about_me", {"about_me": "x" * MOST_CHARACTERS})

    assert (answer.status_code, answer.content.decode()) == (
        409,
        "This is more than we can keep. Please shorten it.",
    )
    assert not ProfileDraft.objects.exists()


@pytest.mark.parametrize("section", ["offers2", "user", "detail"])
def test_section_that_does_not_exist_keeps_nothing(sign_in, ada, section):
    assert sign_in(ada).post(draft_of(section), {"user": "x"}).status_code == 404


def test_draft_is_forgotten_a_month_after_it_was_touched(ada):
    draft = kept_of(ada, about_me=WORDS)
    later = draft.saved_at + timedelta(days=ProfileDraft.KEPT_DAYS)

    with clock.standing_at(later - timedelta(minutes=1)):
        forget_drafts()
        assert ProfileDraft.objects.exists()
    with clock.standing_at(later + timedelta(minutes=1)):
        forget_drafts()

    assert not ProfileDraft.objects.exists()
    assert Profile.objects.filter(pk=ada.pk).exists()
