import pytest
from django.db import IntegrityError, transaction

from agreements.lines import HOUSE_LINES, REVERSE_LINES
from agreements.services import draft_agreement, edit_template, load_shipped_templates, template_for
from agreements.services import templates as module
from agreements.shipped_agreements import SHIPPED_AGREEMENTS
from agreements.wording import Template
from mentoring.audit.models import AuditEvent
from mentoring.lib.errors import Refused
from programmes.models import Programme
from tests.agreements.flesch import reading_ease
from tests.factories import ProgrammeFactory

VALUES = {"name": "Ours", "lines": ["I tell nobody."], "cadence": "monthly", "minutes": 30}


def shipped(slug: str) -> Template:
    return Template.objects.get(shipped_as=slug)


@pytest.mark.parametrize("agreement", SHIPPED_AGREEMENTS.values(), ids=SHIPPED_AGREEMENTS)
def test_shipped_agreement_is_short_and_plain(agreement):
    text = " ".join(agreement.values()["lines"])

    assert len(agreement.lines) <= 6
    assert len(text.split()) <= 350
    assert reading_ease(text) >= 60


def test_reverse_agreement_keeps_what_reverse_mentoring_needs(db):
    template = shipped("reverse")
    text = " ".join(template.lines)

    assert template.place == "neutral"
    for promise in ("chooses what we talk about and speaks first", "never ask you to speak for a group"):
        assert promise in text
    assert "no part in decisions on the other’s pay or promotion" in text


def test_pair_begins_with_the_text_of_its_style_and_else_of_the_house(db):
    classic, reverse, flash = (ProgrammeFactory(style=style) for style in ("classic", "reverse", "flash"))

    assert template_for(classic) == shipped("classic")
    assert template_for(reverse).lines == list(REVERSE_LINES)
    assert template_for(flash).lines == list(HOUSE_LINES)


def test_text_of_ones_own_programme_goes_before_all_others(cast):
    own = edit_template(template=Template(programme=cast.programme), values=VALUES, by=cast.coordinator.user)
    cast.mentorship.agreement.delete()
    cast.mentorship.refresh_from_db()

    agreement = draft_agreement(mentorship=cast.mentorship)

    assert (agreement.template, agreement.lines) == (own, ["I tell nobody."])
    assert (agreement.cadence, agreement.minutes, agreement.place) == ("monthly", 30, "video")
    assert template_for(ProgrammeFactory()) == shipped("classic")


def test_hr_contact_is_named_where_the_text_says_so(cast):
    template = Template(lines=["Ask [HR contact].", "Nobody else."])

    assert template.lines_for(cast.programme) == ["Ask Hana Ruiz from HR.", "Nobody else."]
    assert template.lines_for(cast.programme, has_contact=True) == ["Ask our HR team.", "Nobody else."]
    assert template.lines_for(Programme()) == ["Ask HR.", "Nobody else."]


def test_edit_raises_the_version_with_the_lines_alone(cast):
    house = shipped("house")

    renamed = edit_template(template=house, values={"name": "Our house"}, by=cast.site_administrator)
    reworded = edit_template(template=house, values={"lines": ["New."]}, by=cast.site_administrator)

    assert (renamed.version, reworded.version, reworded.name) == (1, 2, "Our house")
    assert AuditEvent.objects.filter(verb="template.edit", subject_id=house.pk).count() == 2


@pytest.mark.parametrize("lines", [[], ["x"] * 7])
def test_edit_to_no_line_or_more_than_six_is_refused(cast, lines):
    with pytest.raises(Refused, match="between one and 6 lines"):
        edit_template(template=shipped("house"), values={"lines": lines}, by=cast.site_administrator)


def test_upgrade_leaves_what_was_edited_and_renews_what_was_not(cast, monkeypatch):
    edit_template(template=shipped("house"), values={"lines": ["Ours."]}, by=cast.site_administrator)
    Template.objects.filter(shipped_as="reverse").update(lines=["An old text of ours."])
    monkeypatch.setattr(module, "EDITION", module.EDITION + 1)

    changed = load_shipped_templates()

    assert (changed, load_shipped_templates()) == (2, 0)
    assert (shipped("house").lines, shipped("house").version) == (["Ours."], 2)
    assert (shipped("reverse").lines, shipped("reverse").version) == (list(REVERSE_LINES), 2)
    assert shipped("classic").version == 1


def test_missing_texts_come_back_and_a_style_keeps_its_own(cast):
    Template.objects.all().delete()
    Template.objects.create(name="Ours", style="classic", lines=["Ours."])

    template = template_for(cast.programme)

    assert template.lines == ["Ours."]
    assert template_for(ProgrammeFactory(style="flash")).shipped_as == "house"
    assert set(Template.objects.values_list("shipped_as", flat=True)) == {"", "house", "reverse"}


def test_database_keeps_one_text_a_style(db):
    with pytest.raises(IntegrityError, match="template_one_per_style"), transaction.atomic():
        Template.objects.create(name="Another", style="reverse", lines=["x"])
