"""All tables of this app in one step, for a database that has none yet; as the steps up to 0012 leave them."""

import uuid

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import mentoring.lib.crypto

# What was checked when a row that points to a place was written stays true only while these stay as they are.
FIX = """
CREATE FUNCTION programmes_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE check_violation USING MESSAGE = TG_ARGV[0], CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
END $$;
CREATE TRIGGER enrolment_fixed BEFORE UPDATE ON programmes_enrolment FOR EACH ROW
    WHEN ((OLD.id, OLD.cohort_id, OLD.person_id, OLD.role)
        IS DISTINCT FROM (NEW.id, NEW.cohort_id, NEW.person_id, NEW.role))
    EXECUTE FUNCTION programmes_refuse_change('Whose place it is, of which cohort and in which role, never changes.');
"""
LOOSEN = """
DROP TRIGGER enrolment_fixed ON programmes_enrolment;
DROP FUNCTION programmes_refuse_change();
"""


class Migration(migrations.Migration):
    replaces = [
        ("programmes", "0001_initial"),
        ("programmes", "0002_minimum_group_words"),
        ("programmes", "0003_opened_cohort_has_dates"),
        ("programmes", "0004_programme_words"),
        ("programmes", "0005_eligibility_rules"),
        ("programmes", "0006_closing_archived_always_on"),
        ("programmes", "0007_stage_changes"),
        ("programmes", "0008_eligibility_by_grade"),
        ("programmes", "0010_place_words_and_drafts"),
        ("programmes", "0011_places_keep_their_person"),
        ("programmes", "0012_taken_back"),
    ]

    initial = True

    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL), ("participants", "0011_new_but_gone")]

    operations = [
        migrations.CreateModel(
            name="Programme",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "purpose",
                    models.TextField(
                        blank=True,
                        help_text="Two or three sentences that everybody who may join will read.",
                        verbose_name="purpose",
                    ),
                ),
                (
                    "style",
                    models.CharField(
                        choices=[
                            ("classic", "classic: somebody who has been there mentors somebody on the way"),
                            ("reverse", "reverse: somebody junior mentors somebody senior"),
                            ("peer", "peer: two people on one level mentor each other"),
                            ("circle", "mentor circle: one mentor and a small group"),
                            ("peer_circle", "peer circle: a small group without a mentor"),
                            ("flash", "flash: one single conversation"),
                            ("handover", "handover: knowledge passed on before somebody moves on"),
                            ("new_joiner", "new joiner: somebody who knows the house helps somebody new"),
                            ("cross_company", "cross-company: pairs of two companies"),
                        ],
                        default="classic",
                        max_length=16,
                        verbose_name="style",
                    ),
                ),
                (
                    "hours_a_month",
                    models.PositiveSmallIntegerField(
                        default=2,
                        help_text="What taking part asks of each person, meetings and preparation together.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(20),
                        ],
                        verbose_name="hours a month",
                    ),
                ),
                (
                    "hr_contact_name",
                    models.CharField(
                        blank=True,
                        help_text="The person participants can turn to in confidence.",
                        max_length=120,
                        verbose_name="HR contact",
                    ),
                ),
                (
                    "hr_contact_email",
                    models.EmailField(blank=True, max_length=254, verbose_name="e-mail address of the HR contact"),
                ),
                (
                    "minimum_group",
                    models.PositiveSmallIntegerField(
                        default=5,
                        help_text="Answers are shown only for groups of at least this many people, and of one department only for 8 or more.",
                        validators=[django.core.validators.MinValueValidator(5)],
                        verbose_name="smallest group in reports",
                    ),
                ),
                (
                    "audience",
                    models.CharField(
                        blank=True,
                        help_text="One sentence: who gains most from taking part.",
                        max_length=200,
                        verbose_name="for whom",
                    ),
                ),
                (
                    "manager_card",
                    models.TextField(
                        blank=True,
                        help_text="For the managers of those who take part: how to help, and what they do not ask.",
                        max_length=600,
                        verbose_name="what a manager can do",
                    ),
                ),
                (
                    "mentee_card",
                    models.TextField(
                        blank=True,
                        help_text="Shown to whoever thinks of being a mentee.",
                        max_length=600,
                        verbose_name="what a mentee does",
                    ),
                ),
                (
                    "mentor_card",
                    models.TextField(
                        blank=True,
                        help_text="Shown to whoever thinks of being a mentor.",
                        max_length=600,
                        verbose_name="what a mentor does",
                    ),
                ),
                (
                    "not_suited_when",
                    models.CharField(
                        blank=True,
                        help_text="One sentence that spares people a wrong choice, and says what would help them instead.",
                        max_length=200,
                        verbose_name="not suited when",
                    ),
                ),
                (
                    "outcomes",
                    models.TextField(
                        blank=True,
                        help_text="What people will have at the end: up to three sentences, one on each line.",
                        verbose_name="outcomes",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="participants.organisation",
                        verbose_name="organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "programme",
                "verbose_name_plural": "programmes",
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("organisation"),
                        django.db.models.functions.text.Lower("name"),
                        name="programme_name_unique",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("minimum_group__gte", 5)), name="programme_minimum_group_floor"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EligibilityRule",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "role",
                    models.CharField(
                        blank=True,
                        choices=[("", "mentors and mentees"), ("mentor", "mentors"), ("mentee", "mentees")],
                        default="",
                        max_length=10,
                        verbose_name="holds for",
                    ),
                ),
                (
                    "months_from",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(600),
                        ],
                        verbose_name="months here, at least",
                    ),
                ),
                (
                    "months_to",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(600),
                        ],
                        verbose_name="months here, at most",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="participants.department",
                        verbose_name="department",
                    ),
                ),
                (
                    "grade_from",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="participants.grade",
                        verbose_name="lowest grade",
                    ),
                ),
                (
                    "grade_to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="participants.grade",
                        verbose_name="highest grade",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="participants.site",
                        verbose_name="site",
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="eligibility_rules",
                        to="programmes.programme",
                        verbose_name="programme",
                    ),
                ),
            ],
            options={
                "verbose_name": "line of who may join",
                "verbose_name_plural": "who may join",
                "ordering": [
                    "role",
                    "department__name",
                    "site__name",
                    "grade_from__level",
                    "grade_to__level",
                    "months_from",
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("months_from", None),
                            ("months_to", None),
                            ("months_from__lte", models.F("months_to")),
                            _connector="OR",
                        ),
                        name="eligibility_rule_months_in_order",
                        violation_error_message="The months are not in order: at least comes before at most.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("grade_from", None),
                                ("grade_to", None),
                                ("months_from", None),
                                ("months_to", None),
                                ("site", None),
                                ("department__isnull", False),
                            ),
                            models.Q(
                                ("department", None),
                                ("grade_from", None),
                                ("grade_to", None),
                                ("months_from", None),
                                ("months_to", None),
                                ("site__isnull", False),
                            ),
                            models.Q(
                                ("department", None),
                                ("months_from", None),
                                ("months_to", None),
                                ("site", None),
                                models.Q(("grade_from__isnull", False), ("grade_to__isnull", False), _connector="OR"),
                            ),
                            models.Q(
                                ("department", None),
                                ("grade_from", None),
                                ("grade_to", None),
                                ("site", None),
                                models.Q(("months_from__isnull", False), ("months_to__isnull", False), _connector="OR"),
                            ),
                            _connector="OR",
                        ),
                        name="eligibility_rule_says_one_thing",
                        violation_error_message="Please fill in one thing on each line: a department, a site, grades, or months.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Coordinator",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="account",
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="coordinators",
                        to="programmes.programme",
                        verbose_name="programme",
                    ),
                ),
            ],
            options={
                "verbose_name": "coordinator",
                "verbose_name_plural": "coordinators",
                "constraints": [models.UniqueConstraint(fields=("programme", "user"), name="coordinator_once")],
            },
        ),
        migrations.CreateModel(
            name="Cohort",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("registration", "registration"),
                            ("matching", "matching"),
                            ("running", "running"),
                            ("closing", "coming to its end"),
                            ("closed", "closed"),
                            ("archived", "archived"),
                        ],
                        default="draft",
                        max_length=12,
                        verbose_name="stage",
                    ),
                ),
                ("registration_ends_on", models.DateField(blank=True, null=True, verbose_name="registration ends on")),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="starts on")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="ends on")),
                (
                    "mid_survey_on",
                    models.DateField(
                        blank=True,
                        help_text="On this day the mid survey is mailed to everybody.",
                        null=True,
                        verbose_name="mid survey on",
                    ),
                ),
                (
                    "always_on",
                    models.BooleanField(
                        default=False,
                        help_text="People can join at any time, and pairs are found as they come. There is no last day.",
                        verbose_name="always on",
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cohorts",
                        to="programmes.programme",
                        verbose_name="programme",
                    ),
                ),
            ],
            options={
                "verbose_name": "cohort",
                "verbose_name_plural": "cohorts",
                "ordering": ["programme__name", "starts_on", "name"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("programme"), django.db.models.functions.text.Lower("name"), name="cohort_name_unique"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("starts_on", None),
                                ("registration_ends_on", None),
                                ("registration_ends_on__lte", models.F("starts_on")),
                                _connector="OR",
                            ),
                            models.Q(
                                ("starts_on", None),
                                ("ends_on", None),
                                ("starts_on__lt", models.F("ends_on")),
                                _connector="OR",
                            ),
                        ),
                        name="cohort_dates_in_order",
                        violation_error_message="The dates are not in order: registration, then start, then end.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("stage", "draft"),
                            models.Q(
                                ("always_on", False),
                                ("ends_on__isnull", False),
                                ("registration_ends_on__isnull", False),
                                ("starts_on__isnull", False),
                            ),
                            models.Q(("always_on", True), ("starts_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="cohort_opened_has_dates",
                        violation_error_message="A cohort that has opened keeps its dates: registration, start and end.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("always_on", False),
                            models.Q(("ends_on", None), ("registration_ends_on", None)),
                            _connector="OR",
                        ),
                        name="cohort_always_on_has_no_last_day",
                        violation_error_message="A cohort that is always on has no last day, of registration or at all.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("always_on", True), models.Q(("stage__in", ["closed", "archived"]), _negated=True)
                        ),
                        fields=("programme",),
                        name="cohort_one_always_on",
                        violation_error_message="This programme already has a cohort that is always on.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StageChange",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "to_stage",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("registration", "registration"),
                            ("matching", "matching"),
                            ("running", "running"),
                            ("closing", "coming to its end"),
                            ("closed", "closed"),
                            ("archived", "archived"),
                        ],
                        max_length=12,
                        verbose_name="stage",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                ("made_at", models.DateTimeField(verbose_name="on")),
                (
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="stage_changes",
                        to="programmes.cohort",
                        verbose_name="cohort",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
            ],
            options={
                "verbose_name": "step of a cohort",
                "verbose_name_plural": "steps of a cohort",
                "ordering": ["made_at", "id"],
                "constraints": [models.UniqueConstraint(fields=("cohort", "to_stage"), name="stage_change_once")],
            },
        ),
        migrations.CreateModel(
            name="Enrolment",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "role",
                    models.CharField(
                        choices=[("mentor", "mentor"), ("mentee", "mentee")], max_length=10, verbose_name="role"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("registered", "registered"),
                            ("waiting", "on the waiting list"),
                            ("approved", "approved"),
                            ("declined", "not this time"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="registered",
                        max_length=12,
                        verbose_name="status",
                    ),
                ),
                (
                    "capacity",
                    models.PositiveSmallIntegerField(
                        default=1,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(5),
                        ],
                        verbose_name="how many mentees at most",
                    ),
                ),
                ("registered_at", models.DateTimeField(verbose_name="registered at")),
                ("aims", mentoring.lib.crypto.EncryptedTextField(label="programmes.enrolment.aims", null=True)),
                (
                    "answer_words",
                    mentoring.lib.crypto.EncryptedTextField(label="programmes.enrolment.answer_words", null=True),
                ),
                ("was_taken_back", models.BooleanField(default=False, editable=False, verbose_name="taken back")),
                (
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enrolments",
                        to="programmes.cohort",
                        verbose_name="cohort",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enrolments",
                        to="participants.profile",
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "place",
                "verbose_name_plural": "places",
                "ordering": ["cohort", "role", "registered_at"],
                "constraints": [
                    models.UniqueConstraint(fields=("cohort", "person", "role"), name="enrolment_one_per_role"),
                    models.CheckConstraint(
                        condition=models.Q(("capacity__gte", 1), ("capacity__lte", 20)), name="enrolment_capacity_range"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("role", "mentor"), ("capacity", 1), _connector="OR"),
                        name="enrolment_mentee_has_one_place",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ["mentor", "mentee"])), name="enrolment_role_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["registered", "waiting", "approved", "declined", "withdrawn"])
                        ),
                        name="enrolment_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("was_taken_back", False), ("status", "withdrawn"), _connector="OR"),
                        name="enrolment_taken_back_is_withdrawn",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlaceDraft",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("answers", mentoring.lib.crypto.EncryptedTextField(label="programmes.placedraft.answers")),
                ("saved_at", models.DateTimeField(verbose_name="saved at")),
                (
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="place_drafts",
                        to="programmes.cohort",
                        verbose_name="cohort",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="place_drafts",
                        to="participants.profile",
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "draft of a registration",
                "verbose_name_plural": "drafts of registrations",
                "constraints": [models.UniqueConstraint(fields=("cohort", "person"), name="place_draft_once")],
            },
        ),
        migrations.RunSQL(FIX, LOOSEN),
    ]
