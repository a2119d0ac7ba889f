import json
import sys
from dataclasses import asdict

from django.core.management.base import BaseCommand

from mentoring.health.doctor import examine


class Command(BaseCommand):
    help = "Say in words what is wrong with this installation. Ends with 1 when something is broken."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="for programs: a list of part, state and words")

    def handle(self, *args, **options):
        findings = examine()
        if options["json"]:
            self.stdout.write(json.dumps([asdict(finding) for finding in findings], indent=2, ensure_ascii=False))
        else:
            for finding in findings:
                self.stdout.write(f"{finding.state:<14}{finding.part:<18}{finding.words}")
        if any(finding.state == "broken" for finding in findings):
            sys.exit(1)
