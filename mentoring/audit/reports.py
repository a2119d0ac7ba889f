"""Whether the record is as it was written: the whole chain computed anew, and compared with what was kept elsewhere.

It reads in batches, without a transaction around them: nothing that is sealed may change, and what is appended
meanwhile lies behind the end that was read first.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentoring.audit.anchors import Anchor, read_anchors
from mentoring.audit.chain import BEGINNING, Entry, chain_key, link
from mentoring.audit.models import AuditSeal, UnsealedEvent
from mentoring.lib import clock

BATCH = 2_000
# The tick comes each hour: a record that has been sealed for longer has an anchor, or somebody took it away.
FIRST_ANCHOR_WITHIN = timedelta(hours=2)
# By SQL, because a seal names its event without a relation.
LINKS = f"""
    SELECT seal.position, seal.sequence, seal.sealed_at, seal.mac, event.{", event.".join(Entry._fields)}
    FROM audit_auditseal AS seal LEFT JOIN audit_auditevent AS event ON event.sequence = seal.sequence
    WHERE seal.position > %s AND seal.position <= %s ORDER BY seal.position LIMIT %s
"""  # noqa: S608 - the names are our own

Progress = Callable[[int, int], None]


class Seal(NamedTuple):
    """One link as it stands in the database."""

    position: int
    sequence: int
    sealed_at: datetime
    mac: bytes


class Fault(NamedTuple):
    """The first thing that is wrong: where in the chain, with which entry, and both in a sentence."""

    sentence: str
    position: int | None = None
    sequence: int | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What a verification found. `intact` counts the sealed entries up to the first that is not."""

    intact: int
    unsealed: int
    fault: Fault | None
    anchors: str

    @property
    def sentence(self) -> str:
        """All of it in one sentence."""
        return self.fault.sentence if self.fault else _intact(self.intact)

    @property
    def words(self) -> str:
        """That sentence, and what else is worth knowing."""
        return " ".join(filter(None, [self.sentence, _waiting(self.unsealed), self.anchors]))


def check_record(*, progress: Progress = lambda done, total: None) -> Finding:
    """Compute the chain anew from its beginning and compare every link and every anchor.

    `progress` is told how many of how many entries are checked, now and then. The anchors are read before the end of
    the chain, so that each one speaks of a link that has to be there.
    """
    anchors, anchor_words, anchor_fault = _anchors()
    last = AuditSeal.objects.order_by("position").last()
    end = last.position if last else 0
    intact, fault = _walk(end, {anchor.position: anchor for anchor in anchors}, progress)
    fault = fault or _cut(end, anchors) or _stray() or _lost() or anchor_fault
    return Finding(intact, UnsealedEvent.objects.count(), fault, anchor_words)


def _walk(end: int, anchors: dict[int, Anchor], progress: Progress) -> tuple[int, Fault | None]:
    """How many links are as they were made, and the first that is not, up to position `end`."""
    key, previous, position, agreed = chain_key(), BEGINNING, 0, 0
    while position < end:
        for seal, entry in _links_after(position, end):
            if seal.position != position + 1:
                return position, _gap(position + 1)
            if entry is None:
                return position, _missing(seal)
            previous = link(key, previous, entry, position=seal.position, sealed_at=seal.sealed_at)
            if previous != seal.mac:
                return position, _changed(seal)
            position = seal.position
            if position in anchors and anchors[position].mac != seal.mac:
                return agreed, _replaced(agreed, anchors[position])
            agreed = position if position in anchors else agreed
        progress(position, end)
    return position, None


def _links_after(position: int, end: int) -> list[tuple[Seal, Entry | None]]:
    """The next seals in the order of the chain, each with the entry it names, or None where that is gone."""
    with connection.cursor() as cursor:
        cursor.execute(LINKS, [position, end, BATCH])
        return [_seal_and_entry(row) for row in cursor.fetchall()]


def _seal_and_entry(row: tuple[Any, ...]) -> tuple[Seal, Entry | None]:
    position, sequence, sealed_at, mac, *entry = row
    return Seal(position, sequence, sealed_at, bytes(mac)), None if entry[0] is None else Entry(*entry)


def _anchors() -> tuple[list[Anchor], str, Fault | None]:
    """What the file of anchors holds, in words, and what is wrong with the file itself."""
    try:
        anchors, unreadable, torn = read_anchors(settings.AUDIT_ANCHOR_FILE)
    except FileNotFoundError:
        if _is_anchor_overdue():
            return [], "", Fault(_("There is no file of anchors, so a cut end would not be noticed."))
        return [], _("The first anchor comes within the hour; until then a cut end would not be noticed."), None
    fault = None
    if unreadable:
        fault = Fault(_("Line %(line)s of the file of anchors is not an anchor.") % {"line": unreadable[0]})
    words = ngettext("It was compared with %(count)s anchor.", "It was compared with %(count)s anchors.", len(anchors))
    return anchors, " ".join([words % {"count": _number(len(anchors))}, *_torn(torn)]), fault


def _torn(lines: list[int]) -> list[str]:
    """A warning for each: no fault, but one anchor less."""
    sentence = _(
        "Line %(line)s of the file of anchors was torn while it was written, as by a power cut, and is left out."
    )
    return [sentence % {"line": line} for line in lines]


def _is_anchor_overdue() -> bool:
    first = AuditSeal.objects.order_by("position").first()
    return first is not None and first.sealed_at < clock.now() - FIRST_ANCHOR_WITHIN


def _cut(end: int, anchors: list[Anchor]) -> Fault | None:
    """An anchor beyond the end of the chain."""
    farthest = max(anchors, key=lambda anchor: anchor.position, default=None)
    if farthest is None or farthest.position <= end:
        return None
    sentence = _("The end of the record was cut off after position %(end)s: it held %(count)s sealed entries before.")
    return Fault(sentence % {"end": end, "count": _number(farthest.position)}, position=end)


def _replaced(agreed: int, anchor: Anchor) -> Fault:
    sentence = _("The end of the record was cut off after position %(end)s and written anew: an anchor disagrees.")
    return Fault(sentence % {"end": agreed}, position=agreed)


def _changed(seal: Seal) -> Fault:
    sentence = _("Entry %(entry)s of the record is not as it was sealed (position %(position)s of the chain).")
    if seal.position == 1:
        sentence = _("Entry %(entry)s of the record, the first, is not as it was sealed, or AUDIT_KEY is another key.")
    return _fault(sentence, seal.position, seal.sequence)


def _missing(seal: Seal) -> Fault:
    sentence = _("Entry %(entry)s is missing from the record (position %(position)s of the chain).")
    return _fault(sentence, seal.position, seal.sequence)


def _gap(position: int) -> Fault:
    """A seal is gone. Its entry, if it is still there, stands without one."""
    stray = _stray_entry()
    if stray is None:
        return _fault(_("The seal at position %(position)s of the chain is missing."), position, None)
    sentence = _("The seal of entry %(entry)s is missing (position %(position)s of the chain).")
    return _fault(sentence, position, stray)


def _stray() -> Fault | None:
    """An entry that neither has a seal nor waits for one."""
    stray = _stray_entry()
    if stray is None:
        return None
    return _fault(_("Entry %(entry)s was put into the record past its door, or its seal was taken away."), None, stray)


def _lost() -> Fault | None:
    """A note of an entry that is gone before it was sealed."""
    lost = _first_sequence(
        "SELECT min(sequence) FROM audit_unsealedevent AS noted WHERE NOT EXISTS "
        "(SELECT FROM audit_auditevent AS event WHERE event.sequence = noted.sequence)"
    )
    if lost is None:
        return None
    return _fault(_("Entry %(entry)s was taken from the record before it was sealed."), None, lost)


def _stray_entry() -> int | None:
    """One statement, so that an entry which is sealed at this moment is seen before or after, never between."""
    return _first_sequence(
        "SELECT min(sequence) FROM audit_auditevent AS event WHERE NOT EXISTS "
        "(SELECT FROM audit_auditseal AS seal WHERE seal.sequence = event.sequence) AND NOT EXISTS "
        "(SELECT FROM audit_unsealedevent AS noted WHERE noted.sequence = event.sequence)"
    )


def _first_sequence(sql: str) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


def _fault(sentence: str, position: int | None, sequence: int | None) -> Fault:
    return Fault(sentence % {"position": position, "entry": sequence}, position, sequence)


def _intact(count: int) -> str:
    if not count:
        return _("No entry of the record is sealed yet.")
    words = ngettext(
        "The one sealed entry of the record is intact.", "All %(count)s sealed entries of the record are intact.", count
    )
    return words % {"count": _number(count)}


def _waiting(count: int) -> str:
    if not count:
        return ""
    words = ngettext("%(count)s newer entry waits for its seal.", "%(count)s newer entries wait for their seal.", count)
    return words % {"count": _number(count)}


def _number(value: int) -> str:
    """A count, as people read it; what names an entry is left as it can be looked up."""
    return number_format(value, force_grouping=True)
