from tests.access import SIGN_IN, Address, everyone

# The office leads whoever does not work there to its door, which says so.
OFFICE_DOOR = 302


def office(site_administrator: int) -> dict[str, int]:
    """An address of the office for site administrators; coordinators work there too, but not with accounts."""
    return everyone(OFFICE_DOOR, coordinator=403, other_coordinator=403, site_administrator=site_administrator)


def account(cast) -> list:
    return [cast.mentee.user_id]


TABLE = {
    # Who is signed in already is led home.
    "account_login": Address(GET=everyone(302, anonymous=200), POST=everyone(302, anonymous=200)),
    "account_request_login_code": Address(GET=everyone(302, anonymous=200), POST=everyone(302, anonymous=200)),
    "account_confirm_login_code": Address(GET=everyone(302), POST=everyone(302)),
    "account_logout": Address(GET=everyone(200, anonymous=SIGN_IN), POST=everyone(302)),
    "account_inactive": Address(GET=everyone(200), POST=everyone(405)),
    "admin:accounts_user_changelist": Address(GET=office(200), POST=office(200)),
    "admin:accounts_user_add": Address(GET=office(403), POST=office(403)),
    "admin:accounts_user_history": Address(args=account, GET=office(200), POST=office(200)),
    "admin:accounts_user_delete": Address(args=account, GET=office(403), POST=office(403)),
    "admin:accounts_user_change": Address(args=account, GET=office(200), POST=office(302)),
}
