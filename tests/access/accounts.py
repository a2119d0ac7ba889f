from datetime import timedelta

from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.tokens import default_token_generator

from mentoring.accounts.emails import STOP_EMAIL_CHANGE, STOP_SECOND_STEP_REMOVAL
from mentoring.accounts.models import EmailChange, SecondStepRemoval
from mentoring.accounts.services import request_email_change, request_second_step_removal
from mentoring.lib import clock, links
from mentoring.outbox.feet import purpose_of
from mentoring.outbox.kinds import SURVEYS
from tests.access import ALL_405, SIGN_IN, Address, everyone

# The office leads whoever does not work there to its door, which says so.
OFFICE_DOOR = 302


def office(site_administrator: int) -> dict[str, int]:
    """An address of the office for site administrators; coordinators work there too, but not with accounts."""
    return everyone(OFFICE_DOOR, coordinator=403, other_coordinator=403, site_administrator=site_administrator)


def account(cast) -> list:
    return [cast.mentee.user_id]


def reset_link(cast) -> list:
    user = cast.mentee.user
    return [user.pk.hex, default_token_generator.make_token(user)]


def waiting_change(cast) -> EmailChange:
    return request_email_change(user=cast.mentee.user, new_address="new@mail.example", by=None)


def stop_link(cast, change) -> list:
    return [links.token(purpose=STOP_EMAIL_CHANGE, subject_id=change.pk, expires_at=change.due_at)]


def waiting_removal(cast) -> SecondStepRemoval:
    TOTP.activate(cast.mentee.user, "JBSWY3DPEHPK3PXP")
    return request_second_step_removal(user=cast.mentee.user, by=cast.site_administrator)


def keep_link(cast, removal) -> list:
    return [links.token(purpose=STOP_SECOND_STEP_REMOVAL, subject_id=removal.pk, expires_at=removal.due_at)]


def fewer_link(cast) -> list:
    expires_at = clock.now() + timedelta(days=1)
    token = links.token(purpose=purpose_of(SURVEYS), subject_id=cast.mentee.user_id, expires_at=expires_at)
    return [SURVEYS.name, token]


# Somebody signed in, for themselves alone.
OWN = everyone(200, anonymous=SIGN_IN)
LED_ON = everyone(302)
# What stands in the person's own account; nobody has any yet.
NOT_THERE = everyone(404, anonymous=SIGN_IN)
DOOR = everyone(302, anonymous=200)

TABLE = {
    # Who is signed in already is led home.
    "account_login": Address(GET=DOOR, POST=DOOR),
    "account_request_login_code": Address(GET=DOOR, POST=DOOR),
    "account_confirm_login_code": Address(GET=LED_ON, POST=LED_ON),
    "account_login_password": Address(GET=DOOR, POST=DOOR),
    "mfa_login_webauthn": Address(GET=LED_ON, POST=LED_ON),
    "mfa_authenticate": Address(GET=LED_ON, POST=LED_ON),
    # Nobody signs up, whoever they are.
    "account_signup": Address(GET=DOOR, POST=DOOR),
    "account_logout": Address(GET=OWN, POST=LED_ON),
    "account_inactive": Address(GET=everyone(200), POST=everyone(405)),
    "account_reset_password": Address(GET=everyone(200), POST=everyone(200)),
    "account_reset_password_done": Address(GET=everyone(200), POST=everyone(405)),
    # Whoever holds the link from the mail is led to the same page without the secret in its address. Once the person
    # it was for has signed in since, the page says that it no longer works.
    "account_reset_password_from_key": Address(
        args=reset_link, GET=everyone(302, mentee=200), POST=everyone(302, mentee=200)
    ),
    "account_reset_password_from_key_done": Address(GET=everyone(200), POST=everyone(405)),
    # One's own account. Nobody of the cast has a password, so changing leads to setting one.
    "account": Address(GET=OWN, POST=LED_ON),
    "account_set_password": Address(GET=OWN, POST=OWN),
    "account_change_password": Address(GET=LED_ON, POST=LED_ON),
    # Nor a second step: the proof by a code from the mail is what they have.
    "account_reauthenticate": Address(GET=LED_ON, POST=LED_ON),
    "account_reauthenticate_code": Address(GET=OWN, POST=LED_ON),
    "mfa_reauthenticate": Address(GET=LED_ON, POST=LED_ON),
    "mfa_reauthenticate_webauthn": Address(GET=LED_ON, POST=LED_ON),
    # Whoever holds the link from the mail.
    "account_email_change_stop": Address(prepare=waiting_change, args=stop_link, GET=everyone(200), POST=everyone(200)),
    "account_email_change_stop_own": Address(
        prepare=waiting_change,
        args=lambda cast, change: [change.pk],
        GET=ALL_405,
        POST=everyone(404, anonymous=SIGN_IN, mentee=302),
    ),
    # Whoever holds the link from a mail of theirs; the page itself is for whoever is signed in.
    "account_fewer_mails": Address(args=fewer_link, GET=everyone(200), POST=everyone(200)),
    "account_mails": Address(GET=OWN, POST=OWN),
    "account_second_step_removal_stop": Address(
        prepare=waiting_removal, args=keep_link, GET=everyone(200), POST=everyone(200)
    ),
    "account_second_step_removal_stop_own": Address(
        prepare=waiting_removal,
        args=lambda cast, removal: [removal.pk],
        GET=ALL_405,
        POST=everyone(404, anonymous=SIGN_IN, mentee=302),
    ),
    "usersessions_list": Address(GET=OWN, POST=LED_ON),
    "usersessions_end": Address(args=lambda cast: [1], GET=ALL_405, POST=NOT_THERE),
    "mfa_index": Address(GET=OWN),
    "mfa_activate_totp": Address(GET=OWN, POST=OWN),
    "mfa_deactivate_totp": Address(GET=NOT_THERE, POST=NOT_THERE),
    "mfa_view_recovery_codes": Address(GET=NOT_THERE),
    "mfa_generate_recovery_codes": Address(GET=OWN, POST=OWN),
    "mfa_list_webauthn": Address(GET=OWN),
    "mfa_add_webauthn": Address(GET=OWN, POST=OWN),
    "mfa_edit_webauthn": Address(args=lambda cast: [1], GET=NOT_THERE, POST=NOT_THERE),
    "mfa_remove_webauthn": Address(args=lambda cast: [1], GET=NOT_THERE, POST=NOT_THERE),
    "admin:accounts_user_changelist": Address(GET=office(200), POST=office(200)),
    "admin:accounts_user_add": Address(GET=office(403), POST=office(403)),
    "admin:accounts_user_history": Address(args=account, GET=office(200), POST=office(200)),
    "admin:accounts_user_delete": Address(args=account, GET=office(403), POST=office(403)),
    "admin:accounts_user_second_step": Address(args=account, GET=office(200), POST=office(302)),
    "admin:accounts_user_change": Address(args=account, GET=office(200), POST=office(302)),
}
