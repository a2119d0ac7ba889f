"""Draws the pages of a PDF, with the typst that writes them: it takes the page of a PDF for an image."""

import re
from pathlib import Path

import typst

COUNT = re.compile(rb"/Type/Pages/Count (\d+)")  # as typst writes it
PIXELS = 96.0  # for each inch, as on a screen


def number_of_pages(pdf: bytes) -> int:
    return int(COUNT.search(pdf)[1])


def draw_pages(pdf: Path) -> list[Path]:
    """One PNG for each page beside the PDF, such as agreement-1.png."""
    drawn = []
    for page in range(1, number_of_pages(pdf.read_bytes()) + 1):
        picture = pdf.with_name(f"{pdf.stem}-{page}.png")
        sheet = f'#set page(width: auto, height: auto, margin: 0pt)\n#image("/{pdf.name}", page: {page})\n'
        picture.write_bytes(typst.compile(sheet.encode(), root=str(pdf.parent), format="png", ppi=PIXELS))
        drawn.append(picture)
    return drawn
