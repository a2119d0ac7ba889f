"""What it costs to read every hostile file, told by a process of its own."""

import json
import re
import time
from pathlib import Path

from participants.hr_file import read_hr_file, samples_of
from tests.participants.hr_files import TODAY
from tests.participants.test_hostile_files import REFUSED, TAKEN, made, read, refusal_or


def tell_costs(largest: str) -> None:
    """The bytes at most in use, in kilobytes, and the seconds of the processor, with Python and Django in both."""
    for given in (*REFUSED.values(), *(given for given, _taken, _left_out in TAKEN.values())):
        content = made(given)
        refusal_or(lambda content=content: read(content))
        refusal_or(lambda content=content: samples_of(content, name="people.csv"))
    answer = refusal_or(lambda: read_hr_file(Path(largest), today=TODAY))
    print(json.dumps({"answer": str(answer), "peak": most_in_use(), "seconds": time.process_time()}))


def most_in_use() -> int:
    """In kilobytes, of this program alone: what `getrusage` says begins with what its parent had in use."""
    found = re.search(r"^VmHWM:\s+(\d+) kB$", Path("/proc/self/status").read_text(), re.MULTILINE)
    assert found
    return int(found[1])
