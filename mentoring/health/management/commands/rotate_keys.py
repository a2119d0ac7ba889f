from django.core.management.base import BaseCommand, CommandError

from mentoring.health.rotation import rotate_keys, texts_under_other_keys
from mentoring.lib.crypto import key_ring


class Command(BaseCommand):
    help = (
        "Write all private text anew under the first key of FIELD_KEYS. Safe while people work, and to stop and repeat."
    )

    def handle(self, *args, **options):
        first = key_ring()[0][0]
        places = {}
        for so_far in rotate_keys():
            places[so_far.name] = so_far
            self.stdout.write(f"{so_far.name}: {so_far.seen} seen, {so_far.renewed} written anew.")
        closed = [f"{each.name} ({each.closed})" for each in places.values() if each.closed]
        if closed:
            raise CommandError(
                f"No key of FIELD_KEYS opens some texts: {', '.join(closed)}. They were left as they are. Bring back "
                "the keys that wrote them, behind the others, and run this again."
            )
        if left := texts_under_other_keys():
            raise CommandError(
                f"{left} texts were written under another key meanwhile. Restart pages, worker and beat with the new "
                "FIELD_KEYS, then run this again."
            )
        self.stdout.write(f"All private text lies under “{first}”. The other keys open nothing here but old backups.")
