from django.db import migrations, models

from mentoring.lib.old_rows import refuse_while_rows

UNKNOWN = {
    "A suggestion comes from neither a search nor a coordinator.": (
        "SELECT id FROM matching_proposal WHERE origin NOT IN ('run', 'coordinator')"
    ),
    "A side of a suggestion is neither mentor nor mentee.": (
        "SELECT id FROM matching_proposalside WHERE role NOT IN ('mentor', 'mentee')"
    ),
    "A side of a suggestion has an answer that nobody knows.": (
        "SELECT id FROM matching_proposalside WHERE answer NOT IN ('waiting', 'yes', 'no')"
    ),
    "A member of a mentorship is neither mentor nor mentee.": (
        "SELECT id FROM matching_membership WHERE role NOT IN ('mentor', 'mentee')"
    ),
    "A mentorship ended before it started.": "SELECT id FROM matching_mentorship WHERE ended_at < started_at",
}


class Migration(migrations.Migration):
    dependencies = [("matching", "0012_open_has_reply_by")]

    operations = [
        refuse_while_rows(UNKNOWN),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(("origin__in", ["run", "coordinator"])), name="proposal_origin_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="proposalside",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ["mentor", "mentee"])), name="proposal_side_role_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="proposalside",
            constraint=models.CheckConstraint(
                condition=models.Q(("answer__in", ["waiting", "yes", "no"])), name="proposal_side_answer_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ["mentor", "mentee"])), name="membership_role_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="mentorship",
            constraint=models.CheckConstraint(
                condition=models.Q(("ended_at", None), ("ended_at__gte", models.F("started_at")), _connector="OR"),
                name="mentorship_ends_after_start",
            ),
        ),
    ]
