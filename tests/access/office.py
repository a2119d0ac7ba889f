"""The frame of the programme office. Its pages for each model stand with their apps."""

from tests.access import Address, everyone


def staff(status: int, otherwise: int) -> dict[str, int]:
    """Those who may open the office, and everybody else: led to the door, where the signed-in are told so."""
    return everyone(otherwise, coordinator=status, other_coordinator=status, site_administrator=status)


OPEN_TO_STAFF = Address(GET=staff(200, otherwise=302), POST=staff(200, otherwise=302))
GONE = Address(path="/office/no/such/page/", GET=staff(404, otherwise=302), POST=staff(404, otherwise=302))

TABLE = {
    "admin:index": OPEN_TO_STAFF,
    "admin:login": Address(
        GET=staff(302, otherwise=403) | {"anonymous": 302}, POST=staff(302, otherwise=403) | {"anonymous": 302}
    ),
    "admin:logout": Address(GET=staff(405, otherwise=302), POST=staff(200, otherwise=302)),
    "admin:jsi18n": Address(GET=staff(200, otherwise=302), POST=staff(405, otherwise=302)),
    "admin:autocomplete": Address(GET=staff(403, otherwise=302), POST=staff(405, otherwise=302)),
    "admin:view_on_site": Address(
        path="/office/r/1/00000000-0000-4000-8000-000000000000/",
        GET=staff(404, otherwise=302),
        POST=staff(404, otherwise=302),
    ),
    "admin:app_list": Address(args=lambda cast: ["programmes"], GET=everyone(302), POST=everyone(302)),
    "admin:(?P<url>.*)$": GONE,
    # The old address of a change page leads to the new one.
    "admin:<path:object_id>/": Address(
        path="/office/participants/skill/00000000-0000-4000-8000-000000000000/",
        GET=everyone(302),
        POST=everyone(302),
    ),
}
