"""What matching tells, and what follows from it for a pair; and what each installation has from the beginning."""

from collections.abc import Sequence

from django.apps import AppConfig
from django.db.migrations import Migration

from agreements.services import cancel_coming_sessions, draft_agreement, load_shipped_templates
from matching.models import Mentorship
from mentoring.accounts.models import User
from programmes.roles import COORDINATORS, keep_permissions

TEMPLATE_PERMISSIONS = frozenset({"view_template", "add_template", "change_template"})


def draft_agreement_of_new_pair(mentorship: Mentorship, **_signal: object) -> None:
    draft_agreement(mentorship=mentorship)


def cancel_sessions_of_ended_pair(mentorship: Mentorship, by: User, **_signal: object) -> None:
    cancel_coming_sessions(mentorship=mentorship, by=by)


def bring_in_what_we_ship(sender: AppConfig, plan: Sequence[tuple[Migration, bool]] = (), **_signal: object) -> None:
    """Receiver of post_migrate of this app: the agreements one can begin with, and who may edit them."""
    if any(is_backwards for _migration, is_backwards in plan):
        return  # the tables may just have gone
    load_shipped_templates()
    keep_permissions(group=COORDINATORS, app_config=sender, codenames=TEMPLATE_PERMISSIONS)
