"""Reading HR files: a CSV of people becomes rows, and each bad line a reason in words. Knows no database.

Only known columns are looked at (`Field`); race, gender, birth dates and pay are never read, whatever they are called.
"""

from participants.hr_file.columns import Columns
from participants.hr_file.dates import DateOrder
from participants.hr_file.examples import Example
from participants.hr_file.headings import Field
from participants.hr_file.people import PersonRow
from participants.hr_file.reading import (
    HrFile,
    Sample,
    cells_at,
    check_upload,
    examples_at,
    read_hr_content,
    read_hr_file,
    samples_of,
)
from participants.hr_file.refusals import RowError, WrongFile

__all__ = [
    "Columns",
    "DateOrder",
    "Example",
    "Field",
    "HrFile",
    "PersonRow",
    "RowError",
    "Sample",
    "WrongFile",
    "cells_at",
    "check_upload",
    "examples_at",
    "read_hr_content",
    "read_hr_file",
    "samples_of",
]
