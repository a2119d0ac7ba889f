"""What the HR file says of reporting lines, and what has to be asked where it says nothing."""

from programmes.models import Cohort, Enrolment


def knows_managers(cohort: Cohort) -> bool:
    """Whether a manager is known of anybody who takes part; where none is, no reporting line can be checked."""
    return Enrolment.objects.taking_part().filter(cohort=cohort, person__manager__isnull=False).exists()
