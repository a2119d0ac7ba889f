"""How each fault is done to a house."""

import signal
from collections.abc import Callable

import redis

from bench.faults.house import House
from bench.faults.mail_server import LOSE
from bench.faults.plan import Fault, Kind
from bench.server import children_of
from mentoring.local.processes import Child
from mentoring.local.valkey import client_url

# Seconds in which a worker that was just started gets its child.
PATIENCE = 20.0


def strike(house: House, fault: Fault) -> None:
    """Returns once the fault is over: the server is back, the reply was lost or came."""
    STRIKES[fault.kind](house, fault)


def _kill_worker(house: House, fault: Fault) -> None:
    """Its child sends on, as nobody tells it, until it wants its next task."""
    _kill(house, house.workers[fault.which])


def _kill_child(house: House, fault: Fault) -> None:
    house.until(lambda: bool(_children(house, fault)), seconds=PATIENCE)
    for pid in _children(house, fault):
        house.kill(pid)


def _kill_beat(house: House, fault: Fault) -> None:
    _kill(house, house.beats[fault.which])


def _kill(house: House, child: Child) -> None:
    if child.process is not None:
        house.kill(child.process.pid)
        child.process.wait()


def _children(house: House, fault: Fault) -> list[int]:
    process = house.workers[fault.which].process
    return children_of(process.pid) if process else []


def _empty(house: House, fault: Fault) -> None:
    with redis.Redis.from_url(client_url(house.environment["REDIS_URL"])) as connection:
        connection.flushall()


def _kill_redis(house: House, fault: Fault) -> None:
    process = house.valkey.child.process
    if process is not None:
        process.kill()
        process.wait()
    house.until(lambda: False, seconds=fault.seconds)
    house.valkey.start()


def _end_postgres(house: House, fault: Fault) -> None:
    """As `pg_ctl stop -m immediate`: nothing is finished, and what was committed comes back from its log."""
    process = house.postgres.child.process
    if process is not None:
        process.send_signal(signal.SIGQUIT)
        process.wait()
    house.until(lambda: False, seconds=fault.seconds)
    house.postgres.start()


def _lose_reply(house: House, fault: Fault) -> None:
    _order(house, LOSE)


def _slow_reply(house: House, fault: Fault) -> None:
    if _order(house, str(fault.seconds)):
        house.until(lambda: False, seconds=fault.seconds)


def _order(house: House, words: str) -> bool:
    """Whether a mail came by; where none comes any more the order is taken back."""
    order = house.mail.order(words)
    house.until(lambda: not order.exists() or house.is_stalled(), seconds=float("inf"))
    is_met = not order.exists()
    order.unlink(missing_ok=True)
    return is_met


STRIKES: dict[Kind, Callable[[House, Fault], None]] = {
    Kind.WORKER: _kill_worker,
    Kind.CHILD: _kill_child,
    Kind.BEAT: _kill_beat,
    Kind.EMPTIED: _empty,
    Kind.REDIS: _kill_redis,
    Kind.POSTGRES: _end_postgres,
    Kind.LOST_REPLY: _lose_reply,
    Kind.SLOW_REPLY: _slow_reply,
}
