"""One run: mails are due, faults strike while they leave, and what is left is counted."""

import json
import os
import platform
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from typing import Any

from bench.faults.house import House, now, open_house
from bench.faults.outcome import Row, broken, judged, most_doubts
from bench.faults.plan import Fault, Kind, planned
from bench.faults.strikes import strike
from bench.faults.visits import Visits, visiting
from bench.pages import processor

PRODUCT, NAIVE = "mentoring", "bench.faults.naive"
PREPARE = "from bench.faults.people import prepare; prepare()"
READY = 120.0  # seconds until pages answer
PATIENCE = 60  # seconds, within which everything has to be sent once the last fault is over
ROWS = "SELECT message_id, state, ambiguous FROM outbox_outgoingmessage WHERE kind = 'invitation'"
OPEN = "SELECT count(*) FROM outbox_outgoingmessage WHERE kind = 'invitation' AND state NOT IN ('sent', 'failed')"
ONE_OF_TWO = (Kind.WORKER, Kind.CHILD, Kind.BEAT)
Tell = Callable[[str], object]


def measure(*, due: int, faults: int, seed: int, naive: bool = False, tell: Tell = str) -> dict[str, Any]:
    """So many invitations leave a house of its own while so many faults strike it; `broken` names broken promises.

    Faults strike when a share of the mails has arrived, so that each strikes while others leave, on any machine, or
    once nothing arrives any more. The time after the last fault is counted from when it is over: the server is back,
    or the slow reply has come.
    `naive` lets the usual design send, under the very same faults.
    """
    plan = planned(seed=seed, due=due, faults=faults)
    with open_house(application=NAIVE if naive else PRODUCT) as house:
        house.start_servers()
        prepared = json.loads(house.run_code(PREPARE, BENCH_DUE=str(due)))
        visits = Visits(house.port, prepared["cookie"])
        house.start_pages()
        if not house.until(visits.are_answered, seconds=READY, every=0.2):
            raise RuntimeError(f"The pages do not answer:\n{house.pages.log_tail()}")
        with visiting(visits):
            house.start_senders()
            struck = _strike_all(house, plan, tell)
            last_fault = now()
            house.until(lambda: house.query(OPEN) == [(0,)], seconds=PATIENCE, every=0.5)
        return {
            "bench": "faults",
            "sender": "naive" if naive else "outbox",
            "seed": seed,
            "machine": _machine(house),
            "faults": struck,
            **_found(house, plan, prepared["ids"], visits, last_fault),
        }


def _strike_all(house: House, plan: Sequence[Fault], tell: Tell) -> list[dict[str, Any]]:
    struck = []
    for fault in plan:
        house.until(partial(_has_come, house, fault), seconds=float("inf"))
        moment = {"at": round(now() - house.began, 1), "arrived": house.mail.count()}
        told = {**moment, "fault": str(fault.kind), "which": fault.which + 1, "seconds": fault.seconds}
        tell(_line(told, fault))
        strike(house, fault)
        struck.append(told)
    return struck


def _has_come(house: House, fault: Fault) -> bool:
    return house.mail.count() >= fault.after or house.is_stalled()


def _line(told: Mapping[str, Any], fault: Fault) -> str:
    which = f" ({told['which']})" if fault.kind in ONE_OF_TWO else ""
    lasts = f", {fault.seconds} s" if fault.seconds else ""
    return f"{told['at']:6.1f} s  {told['arrived']:6} mails  {fault.kind}{which}{lasts}"


def _found(
    house: House, plan: Sequence[Fault], ids: Sequence[str], visits: Visits, last_fault: float
) -> dict[str, Any]:
    rows = {id_: Row(state, doubts) for id_, state, doubts in house.query(ROWS)}
    arrived = Counter(str(mail["Message-ID"]) for mail in house.mail.arrived())
    outcome, most = judged({id_: rows[id_] for id_ in ids}, arrived), most_doubts(plan)
    first, last = house.mail.first_at(), house.mail.last_at()
    last_after = round(max(0.0, last - last_fault), 1)
    return {
        **asdict(outcome),
        "most_doubts": most,
        "seconds": round(last - first, 1),
        "seconds_after_last_fault": last_after,
        "mails_per_second": round(sum(arrived.values()) / max(last - first, 0.001), 1),
        "pages": dict(sorted(visits.answers.items())),
        "unclear_pages": visits.unclear,
        "broken": broken(
            outcome,
            most_doubts=most,
            last_after=last_after,
            patience=PATIENCE,
            unclear=visits.unclear,
            surprises=house.surprises,
        ),
    }


def _machine(house: House) -> dict[str, Any]:
    ((version,),) = house.query("SHOW server_version")
    return {
        "cores": os.cpu_count(),
        "processor": processor(),
        "python": platform.python_version(),
        "postgresql": version.split()[0],
    }


def summary(found: Mapping[str, Any]) -> str:
    """What became of it, for a person to read."""
    machine = found["machine"]
    pages = ", ".join(f"{times} × {status}" for status, times in found["pages"].items())
    lines = [
        f"{found['due']} due, {len(found['faults'])} faults, seed {found['seed']}, sent by the {found['sender']}; "
        f"{machine['cores']} cores of {machine['processor']}, Python {machine['python']}, "
        f"PostgreSQL {machine['postgresql']}",
        f"sent {found['sent']}, lost {found['lost']}, held for a person {found['held']}, waiting {found['waiting']}",
        f"came twice: {found['doubled_inside']} inside the recorded window, {found['doubled_outside']} outside; "
        f"{found['doubts']} doubts recorded, {found['most_doubts']} could be",
        f"last mail {found['seconds_after_last_fault']} s after the last fault; {found['mails_per_second']} mails/s "
        f"over {found['seconds']} s",
        f"pages meanwhile: {pages}; {len(found['unclear_pages'])} without a clear sentence",
        *(f"Broken: {sentence}" for sentence in found["broken"]),
    ]
    return "\n".join(lines if found["broken"] else [*lines, "Every promise was kept."])
