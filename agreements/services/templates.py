"""The texts that agreements are drafted from: ours are brought in once, edits stay, and pairs are asked anew."""

from collections.abc import Mapping

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from agreements.lines import MOST_LINES
from agreements.shipped_agreements import EDITION, SHIPPED_AGREEMENTS, ShippedAgreement
from agreements.wording import Template
from mentoring.accounts.models import User
from mentoring.audit.services import record_event
from mentoring.lib import clock
from mentoring.lib.errors import Refused, constraints_refused
from mentoring.lib.transactions import in_transaction
from programmes.models import Programme


def template_for(programme: Programme) -> Template:
    """What a new pair of this programme begins with: its own text, else that of its style, else the house's."""
    found = Template.objects.for_programme(programme).first()
    if found is None:
        load_shipped_templates()
        found = Template.objects.for_programme(programme).get(programme=None, style="")
    return found


@in_transaction
def load_shipped_templates() -> int:
    """Bring in the agreements we ship that were never loaded, and our later editions of those that nobody edited.

    What the company edited stays as it is, and a style that has a text already keeps it. Returns how many changed.
    """
    there = {each.shipped_as: each for each in Template.objects.exclude(shipped_as="")}
    styles = set(Template.objects.of_house().values_list("style", flat=True))
    changed = 0
    for slug, shipped in SHIPPED_AGREEMENTS.items():
        if slug in there:
            changed += _renew(there[slug], shipped)
        elif shipped.style not in styles:
            Template.objects.create(shipped_as=slug, shipped_edition=EDITION, **_values(shipped))
            changed += 1
    return changed


@in_transaction
def edit_template(*, template: Template, values: Mapping[str, object], by: User) -> Template:
    """Keep what was written; new pairs begin with it. Pairs under way keep what they agreed to.

    Its version rises with its lines. Refused for no line and for more than six.
    """
    is_new = template._state.adding
    if not is_new:
        template = Template.objects.select_for_update().get(pk=template.pk)
    before = [] if is_new else template.lines
    for name, value in values.items():
        setattr(template, name, value)
    if not 1 <= len(template.lines) <= MOST_LINES:
        raise Refused(_("Please write between one and %(most)d lines.") % {"most": MOST_LINES})
    if before and before != template.lines:
        template.version += 1
    template.edited_at = clock.now()
    with constraints_refused():
        template.save()
    record_event(verb="template.create" if is_new else "template.edit", subject=template, by=by)
    return template


def _values(shipped: ShippedAgreement) -> dict[str, str | int | list[str]]:
    with translation.override(settings.LANGUAGE_CODE):
        return shipped.values()


def _renew(template: Template, shipped: ShippedAgreement) -> bool:
    """Our later edition, where the company wrote nothing of its own."""
    if template.edited_at is not None or template.shipped_edition >= EDITION:
        return False
    values = _values(shipped)
    template.version += template.lines != values["lines"]
    for name in Template.WORDS:
        setattr(template, name, values[name])
    template.shipped_edition = EDITION
    template.save()
    return True
