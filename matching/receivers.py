from matching import services
from mentoring.accounts.models import User
from programmes.models import Cohort, Enrolment


def on_cohort_closed(sender: type, *, cohort: Cohort, by: User, **kwargs: object) -> None:
    services.end_cohort(cohort=cohort, by=by)


def on_enrolment_withdrawn(sender: type, *, enrolment: Enrolment, by: User, **kwargs: object) -> None:
    services.end_enrolment(enrolment=enrolment, by=by)
