from django.conf import settings

from tests.access import Address, everyone

NAME = f"{1:020d}-0a1b2c3d"


def kept_mail(cast) -> str:
    settings.MAILBOX_DIR.mkdir(parents=True, exist_ok=True)
    (settings.MAILBOX_DIR / f"{NAME}.eml").write_text("Subject: Hello\n\nHello")
    return NAME


TABLE = {
    "mailbox:mail-list": Address(GET=everyone(200), POST=everyone(405)),
    "mailbox:mail-detail": Address(
        prepare=kept_mail, args=lambda cast, name: [name], GET=everyone(200), POST=everyone(405)
    ),
}
