from tests.access import SIGN_IN, Address, everyone
from tests.access.agreements import lines_read

TABLE = {
    "desk:home": Address(GET=everyone(200, anonymous=SIGN_IN)),
    "desk:today": Address(
        GET=everyone(403, anonymous=SIGN_IN, coordinator=200, other_coordinator=200),
        POST=everyone(403, anonymous=SIGN_IN, coordinator=405, other_coordinator=405),
    ),
    "desk:style-guide": Address(
        GET=everyone(403, anonymous=SIGN_IN, coordinator=200, other_coordinator=200, site_administrator=200),
        POST=everyone(403, anonymous=SIGN_IN, coordinator=302, other_coordinator=302, site_administrator=302),
    ),
    "desk:accessibility": Address(GET=everyone(200), POST=everyone(405)),
    "desk:theme": Address(GET=everyone(405), POST=everyone(302)),
    "desk:mentorship-detail": Address(
        args=lambda cast: [cast.mentorship.pk],
        prepare=lines_read,
        GET=everyone(404, anonymous=SIGN_IN, mentor=200, mentee=200),
    ),
}
