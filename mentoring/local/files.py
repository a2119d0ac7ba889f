"""Files and folders for this user alone, and names short enough for a socket."""

import hashlib
import os
import secrets
import stat
import tempfile
from pathlib import Path

from mentoring.local.sentence import Unable

# A socket's whole path may have 107 bytes on Linux and 103 on macOS; our part of it up to 53.
LONGEST_PARENT = 50


def private_folder(path: Path) -> Path:
    """Make the folder if need be, for this user alone."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Unable(
            f"The folder {path} cannot be made ({error.strerror}). "
            "Choose another place by setting MENTORING_LOCAL_DIR, then run the command again."
        ) from None
    if path.stat().st_uid != os.geteuid():
        raise Unable(f"The folder {path} belongs to another user. Run the command as that user, or remove the folder.")
    path.chmod(0o700)
    return path


def own_folder(path: Path) -> Path:
    """A folder with a name that anybody can guess, in a place where anybody can write: take only our own."""
    path.mkdir(mode=0o700, exist_ok=True)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        raise Unable(f"The folder {path} belongs to somebody else. Remove it, then run the command again.")
    return path


def name_for(local: Path) -> str:
    """One name per `.local` folder, the same on every start."""
    digest = hashlib.sha256(str(local.resolve()).encode()).hexdigest()[:10]
    return f"mentoring-{os.geteuid()}-{digest}"


def socket_folder(local: Path) -> Path:
    """Where the servers of this `.local` put their sockets; not made here."""
    parent = Path(tempfile.gettempdir())
    if len(str(parent)) > LONGEST_PARENT:
        parent = Path("/tmp")  # noqa: S108 - the folder in it is checked to be our own
    return parent / name_for(local)


def write_private(path: Path, content: str | bytes) -> None:
    """Readers find all of it or nothing, and nobody else finds it at all."""
    half = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content if isinstance(content, bytes) else content.encode())
    half.replace(path)
