from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from mentoring.audit.reports import check_record


class Command(BaseCommand):
    help = "Compute the chain that seals the record anew: whether any entry was changed, taken out, put in or cut off."

    def handle(self, *args, **options):
        finding = check_record()
        words = f"{finding.words}\nAnchors: {settings.AUDIT_ANCHOR_FILE}"
        if finding.fault:
            raise CommandError(words)
        self.stdout.write(words)
