from django.conf import settings

from tests.access import Address, everyone

NAME = f"{1:020d}-0a1b2c3d"

MAIL = """Subject: Hello
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/html

<p>Hello</p>
--b
Content-Type: text/calendar
Content-Disposition: attachment; filename="session.ics"

BEGIN:VCALENDAR
--b--
"""


def kept_mail(cast) -> str:
    settings.MAILBOX_DIR.mkdir(parents=True, exist_ok=True)
    (settings.MAILBOX_DIR / f"{NAME}.eml").write_text(MAIL)
    return NAME


TABLE = {
    "mailbox:mail-list": Address(GET=everyone(200), POST=everyone(405)),
    "mailbox:mail-detail": Address(
        prepare=kept_mail, args=lambda cast, name: [name], GET=everyone(200), POST=everyone(405)
    ),
    "mailbox:mail-html": Address(
        prepare=kept_mail, args=lambda cast, name: [name], GET=everyone(200), POST=everyone(405)
    ),
    "mailbox:attachment-detail": Address(
        prepare=kept_mail, args=lambda cast, name: [name, 1], GET=everyone(200), POST=everyone(405)
    ),
}
