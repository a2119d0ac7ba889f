"""Whether the HR file says anything of reporting lines in a cohort."""

from programmes.models import Cohort, Enrolment


def knows_managers(cohort: Cohort) -> bool:
    """Whether a manager is known of anybody who takes part; where none is, no reporting line can be checked."""
    return Enrolment.objects.taking_part().filter(cohort=cohort, person__manager__isnull=False).exists()
