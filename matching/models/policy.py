"""How the pairs of one programme are found, where its coordinator set that."""

import uuid
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from matching.bounds import MOST_HOURS, MOST_TRAINING, Bounds, HrField, Tie
from matching.models.suggestions import Run
from matching.scoring import Part, Style, Weights
from matching.solving.outcome import OBJECTIVES, objective_of
from matching.terms import USUAL, Terms
from mentoring.lib.seen import seen_of
from programmes.models import Programme, Role

# Grade levels between two people, either way, that anybody means.
MOST_LEVELS = 100
TIES = [Tie.FREE.value, Tie.SAME.value, Tie.DIFFERENT.value]
WITHIN = (-MOST_LEVELS, MOST_LEVELS)
# Where people choose for themselves, it is they: in a reverse programme the mentors, who lead there.
CHOOSERS: Mapping[Style, Role] = {Style.CLASSIC: Role.MENTEE, Style.REVERSE: Role.MENTOR}
# Where both may name whom they would like, it is they: in a reverse programme nobody senior looks through the juniors.
NAMERS: Mapping[Style, tuple[Role, ...]] = {Style.CLASSIC: (Role.MENTEE, Role.MENTOR), Style.REVERSE: (Role.MENTOR,)}
# Of 100, what whom people named is worth there: what is known of people decides half of a fit at least.
USUAL_CHOICES, MOST_CHOICES = 15, 50


def tie_field(name: Any) -> models.CharField:
    """Whether two people may, must or must not have this in common; free in rows of a version that did not know it."""
    return models.CharField(name, max_length=10, default=Tie.FREE.value, db_default=Tie.FREE.value)


class Policy(models.Model):
    """What each part of a fit is worth and what two people need, of one programme; made when it is first changed.

    Nothing here is about a person, and nothing of what it goes by is who somebody is: age, gender, origin, belief and
    health are no inputs.
    """

    class Pairing(models.TextChoices):
        """Who decides who is asked. A search can be made and sent in any programme."""

        APPOINTED = "appointed", _("the programme team decides")
        SUGGESTED = "suggested", _("chosen from a short list")
        CHOSEN = "chosen", _("chosen from everybody who fits")
        RANKED = "ranked", _("people name whom they would like, the programme team decides")

    class NextUp(models.TextChoices):
        """What follows where the programme team decides, and a suggestion of theirs came to nothing."""

        TEAM = "team", _("the programme team looks for pairs again")
        READY = "ready", _("the next best waits to be sent")
        SENT = "sent", _("the next best goes out by itself")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.OneToOneField(
        Programme, on_delete=models.CASCADE, related_name="policy", verbose_name=_("programme")
    )
    # It was set for this style: another turns grades round, and what is usual there holds instead.
    style = models.CharField(_("style"), max_length=16)
    skills = models.PositiveSmallIntegerField(_("weight of skills"))
    level = models.PositiveSmallIntegerField(_("weight of how well skills are known"))
    seniority = models.PositiveSmallIntegerField(_("weight of grades"))
    place = models.PositiveSmallIntegerField(_("weight of places"))
    language = models.PositiveSmallIntegerField(_("weight of languages"))
    department = models.PositiveSmallIntegerField(_("weight of departments"))
    ways = models.PositiveSmallIntegerField(_("weight of ways of working"), default=0, db_default=0)
    career = models.PositiveSmallIntegerField(_("weight of career paths"), default=0, db_default=0)
    aims = models.PositiveSmallIntegerField(_("weight of aims"), default=0, db_default=0)
    interests = models.PositiveSmallIntegerField(_("weight of interests"), default=0, db_default=0)
    choices = models.PositiveSmallIntegerField(_("weight of whom people named"), default=0, db_default=0)
    grade_gap = models.SmallIntegerField(_("levels a mentor should be ahead"))
    least_ahead = models.SmallIntegerField(_("levels ahead, at least"), null=True)
    most_ahead = models.SmallIntegerField(_("levels ahead, at most"), null=True)
    most_hours = models.PositiveSmallIntegerField(_("hours between two clocks, at most"), null=True)
    needs_language = models.BooleanField(_("needs a language in common"), default=False)
    departments = models.CharField(_("departments of the two"), max_length=10, default=Tie.FREE.value)
    sites = models.CharField(_("places of work of the two"), max_length=10, default=Tie.FREE.value)
    organisations = tie_field(_("organisations of the two"))
    countries = tie_field(_("countries of the two"))
    business_lines = tie_field(_("lines of business of the two"))
    cost_centres = tie_field(_("cost centres of the two"))
    job_titles = tie_field(_("job titles of the two"))
    grades = tie_field(_("grades of the two"))
    employment_types = tie_field(_("kinds of employment of the two"))
    years_joined = tie_field(_("years in which the two joined"))
    least_training = models.PositiveSmallIntegerField(_("mentor training, at least"), null=True)
    objective = models.CharField(_("what the best choice is"), max_length=10, default="fair")
    pairing = models.CharField(_("who chooses"), max_length=10, choices=Pairing, default=Pairing.APPOINTED)
    next_up = models.CharField(
        _("after a suggestion came to nothing"),
        max_length=10,
        choices=NextUp,
        default=NextUp.TEAM,
        db_default=NextUp.TEAM,
    )
    # Rises with each change; 0 before the first.
    version = models.PositiveIntegerField(_("version"), default=0)
    updated_at = models.DateTimeField(_("changed at"))
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("changed by")
    )

    class Meta:
        verbose_name = _("how pairs are found")
        verbose_name_plural = _("how pairs are found")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    skills=100
                    - F("level")
                    - F("seniority")
                    - F("place")
                    - F("language")
                    - F("department")
                    - F("ways")
                    - F("career")
                    - F("aims")
                    - F("interests")
                    - F("choices"),
                ),
                name="policy_weights_sum_to_100",
            ),
            models.CheckConstraint(
                condition=Q(pairing="ranked", choices__range=(1, MOST_CHOICES)) | (~Q(pairing="ranked") & Q(choices=0)),
                name="policy_choices_where_ranked",
            ),
            models.CheckConstraint(
                condition=Q(least_ahead=None) | Q(most_ahead=None) | Q(least_ahead__lte=F("most_ahead")),
                name="policy_levels_in_order",
            ),
            models.CheckConstraint(
                condition=Q(grade_gap__range=WITHIN)
                & (Q(least_ahead=None) | Q(least_ahead__range=WITHIN))
                & (Q(most_ahead=None) | Q(most_ahead__range=WITHIN)),
                name="policy_levels_range",
            ),
            models.CheckConstraint(
                condition=Q(most_hours=None) | Q(most_hours__lte=MOST_HOURS), name="policy_hours_range"
            ),
            models.CheckConstraint(condition=Q(departments__in=TIES, sites__in=TIES), name="policy_ties_known"),
            models.CheckConstraint(
                condition=Q(**{f"{field}__in": TIES for field in HrField}), name="policy_ties_of_hr_known"
            ),
            models.CheckConstraint(
                condition=Q(least_training=None) | Q(least_training__range=(1, MOST_TRAINING)),
                name="policy_training_known",
            ),
            models.CheckConstraint(condition=Q(objective__in=OBJECTIVES), name="policy_objective_known"),
            models.CheckConstraint(condition=Q(style__in=[style.value for style in Style]), name="policy_style_known"),
            models.CheckConstraint(
                condition=Q(pairing__in=["appointed", "suggested", "chosen", "ranked"]), name="policy_pairing_known"
            ),
            models.CheckConstraint(condition=Q(next_up__in=["team", "ready", "sent"]), name="policy_next_up_known"),
            models.CheckConstraint(
                condition=Q(next_up="team") | Q(pairing="appointed"), name="policy_next_up_where_team_decides"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id}"

    @property
    def terms(self) -> Terms:
        weights = Weights(**{str(part): getattr(self, part) for part in Part}, grade_gap=self.grade_gap)
        bounds = Bounds(
            least_ahead=self.least_ahead,
            most_ahead=self.most_ahead,
            most_hours=self.most_hours,
            needs_language=self.needs_language,
            departments=Tie(self.departments),
            sites=Tie(self.sites),
            **{str(field): Tie(getattr(self, field)) for field in HrField},
            least_training=self.least_training,
        )
        return Terms(weights, bounds, objective_of(self.objective))

    @property
    def is_chosen(self) -> bool:
        """Whether somebody chose what holds, and not the style of the programme."""
        is_usual = self.terms == USUAL[Style(self.style)] and self.pairing == self.Pairing.APPOINTED
        return self.version > 0 and not (is_usual and self.next_up == self.NextUp.TEAM)

    @property
    def chooser(self) -> Role | None:
        """The role of those who choose for themselves; None where the programme team decides."""
        chooses = self.pairing in (self.Pairing.SUGGESTED, self.Pairing.CHOSEN)
        return CHOOSERS[Style(self.style)] if chooses else None

    @property
    def namers(self) -> tuple[Role, ...]:
        """The roles of those who may name whom they would like, before the programme team decides."""
        return NAMERS[Style(self.style)] if self.pairing == self.Pairing.RANKED else ()

    def take(self, terms: Terms) -> None:
        """Stand for these, not saved yet."""
        for name, value in values_of(terms).items():
            setattr(self, name, value)

    @property
    def as_seen(self) -> str:
        """How it stands, for the form to bring back."""
        stands = (self.style, self.pairing, self.next_up, *values_of(self.terms).values())
        return seen_of("matching policy", self.programme_id, self.version, *stands)


def policy_of(programme: Programme) -> Policy:
    """What holds in this programme; where nobody has set it, or for another style, what is usual there, not saved.

    One query, or none with `programme__policy` at hand.
    """
    policy = getattr(programme, "policy", None) or Policy(programme_id=programme.pk)
    if policy.style != programme.style:
        policy.style = programme.style
        policy.take(USUAL[Style(programme.style)])
        policy.pairing, policy.next_up = Policy.Pairing.APPOINTED, Policy.NextUp.TEAM
    return policy


def is_changed_since(programme: Programme, run: Run) -> bool:
    """Whether a search would go by something else now than this one did; not where it was changed and changed back.

    Of a search that did not keep what it went by, the time of the last change decides.
    """
    policy = policy_of(programme)
    if "terms" in run.policy:
        return _said_of(run) != values_of(policy.terms)
    return policy.version > 0 and policy.updated_at > run.created_at


def terms_of(run: Run) -> Terms | None:
    """What a search went by, as it was set then; None for one that kept nothing of it."""
    if "terms" not in run.policy:
        return None
    policy = Policy()
    for name, value in _said_of(run).items():
        setattr(policy, name, value)
    return policy.terms


def _said_of(run: Run) -> dict[str, Any]:
    """Of what came later a search says nothing: a part had no weight, a tie was free, no training was asked for."""
    later = {**dict.fromkeys(map(str, Part), 0), **dict.fromkeys(map(str, HrField), Tie.FREE)}
    return {**later, "least_training": None, **run.policy["terms"]}


def values_of(terms: Terms) -> dict[str, Any]:
    """By the names of the fields."""
    return {**asdict(terms.weights), **asdict(terms.bounds), "objective": terms.objective}
