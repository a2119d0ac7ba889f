"""Who may do what with programmes, cohorts and places. Rank gives nothing: a site administrator coordinates nothing."""

from mentoring.accounts.models import User
from programmes.models import Coordinator, Enrolment, Programme


def coordinates(user: User, programme: Programme) -> bool:
    """Whether this person runs the programme."""
    return Coordinator.objects.filter(programme=programme, user=user).exists()


def owns_place(user: User, enrolment: Enrolment) -> bool:
    return enrolment.person.user_id == user.pk


def administers_site(user: User) -> bool:
    """Whether this person looks after the installation: they set up programmes for others to run."""
    return user.is_active and user.is_superuser


def works_in_office(user: User) -> bool:
    """Whether the programme office is open to this person; what they see there comes through `coordinated_by`."""
    return user.is_active and user.is_staff


def coordinates_something(user: User) -> bool:
    """Whether this person runs any programme at all."""
    return Coordinator.objects.filter(user=user).exists()
