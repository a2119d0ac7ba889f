from django.forms import ChoiceField, Form, Select
from django.test.html import parse_html

from mentoring.lib.long_select import LongSelect

OFFERED = [("", "Any"), ("1", "Sales & <Care>"), ('2"', "Legal"), ("12", "Labs")]


def test_long_choice_reads_as_djangos_own():
    for value in (None, "", "1", "12", '2"', "gone"):
        ours = LongSelect(OFFERED).render("team", value, {"id": "id_team", "required": True})
        djangos = Select(choices=OFFERED).render("team", value, {"id": "id_team", "required": True})

        assert parse_html(ours) == parse_html(djangos)


def test_long_choice_of_each_form_keeps_its_own_value():
    class Team(Form):
        team = ChoiceField(choices=OFFERED, widget=LongSelect(OFFERED))

    one, other = (str(Team(initial={"team": chosen})["team"]) for chosen in ("1", "12"))

    assert '<option value="1" selected>' in one
    assert '<option value="12" selected>' in other
    assert (one.count("selected"), other.count("selected")) == (1, 1)
