"""What programmes tell the apps to their right, inside the transaction in which it becomes true."""

from django.dispatch import Signal

# cohort=Cohort, by=User: the cohort is over; what is open in it ends.
cohort_closed = Signal()
# enrolment=Enrolment, by=User (None for whoever's last day is over): somebody gave their place back; suggestions with
# it are void.
enrolment_withdrawn = Signal()
