from tests.access import SIGN_IN, Address, everyone

SITE_ADMINISTRATOR_ONLY = everyone(403, anonymous=SIGN_IN, site_administrator=200)

TABLE = {
    # Who is signed in already is led home.
    "account_login": Address(GET=everyone(302, anonymous=200), POST=everyone(302, anonymous=200)),
    "account_request_login_code": Address(GET=everyone(302, anonymous=200), POST=everyone(302, anonymous=200)),
    "account_confirm_login_code": Address(GET=everyone(302), POST=everyone(302)),
    "account_logout": Address(GET=everyone(200, anonymous=SIGN_IN), POST=everyone(302)),
    "account_inactive": Address(GET=everyone(200), POST=everyone(405)),
}
