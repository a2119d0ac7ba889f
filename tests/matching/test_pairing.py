"""Who chooses in a programme is changed like everything else about how its pairs are found."""

import pytest

from matching.models import policy_of
from matching.services import change_policy
from mentoring.lib.seen import ChangedMeanwhile
from programmes.models import Programme
from tests.matching.people import open_cohort
from tests.matching.test_policy import CLASSIC, again, terms_with

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("pairing", ["suggested", "chosen"])
def test_who_chooses_is_changed_and_counted_like_everything_else(pairing):
    cohort, by = open_cohort()
    seen = policy_of(cohort.programme).as_seen

    changed = change_policy(programme=cohort.programme, terms=CLASSIC, pairing=pairing, by=by, seen=seen)
    left = change_policy(programme=cohort.programme, terms=terms_with(most_hours=3), by=by)

    assert (changed.version, changed.chooser, changed.is_chosen) == (1, "mentee", True)
    assert (left.version, left.pairing) == (2, pairing)
    with pytest.raises(ChangedMeanwhile):
        change_policy(programme=cohort.programme, terms=CLASSIC, pairing="appointed", by=by, seen=seen)


def test_who_chooses_is_what_is_usual_again_once_the_style_changed():
    cohort, by = open_cohort()
    change_policy(programme=cohort.programme, terms=CLASSIC, pairing="chosen", by=by)
    Programme.objects.update(style="reverse")

    assert policy_of(again(cohort).programme).chooser is None
