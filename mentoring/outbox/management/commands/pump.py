from django.core.management.base import BaseCommand

from mentoring.outbox.pump import pump


class Command(BaseCommand):
    help = "Send every message that is due, once; the product works without Celery when this runs each second."

    def handle(self, *args, **options):
        self.stdout.write(f"{pump()} sent")
