"""A door of TLS in front of a server that has none, as a provider of Redis puts there, and its certificate."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOST = "localhost"


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for this machine that vouches for itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    certificate_file, key_file = folder / "certificate.pem", folder / "key.pem"
    certificate_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return certificate_file, key_file


@contextmanager
def tls_door(target: Path, certificate: Path, key: Path) -> Iterator[int]:
    """The port of a door whose connections lead to the socket file `target`."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=admit, args=(listener, context, target))
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join(10)


def admit(listener: socket.socket, context: ssl.SSLContext, target: Path) -> None:
    """Until the listener is shut; who is not content with the certificate goes away again."""
    threads = []
    with suppress(OSError):
        while True:
            plain, _address = listener.accept()
            threads.append(threading.Thread(target=lead, args=(plain, context, target)))
            threads[-1].start()
    for thread in threads:
        thread.join(10)


def lead(plain: socket.socket, context: ssl.SSLContext, target: Path) -> None:
    """One question and its answer at a time, as a client of Redis speaks that waits for each answer."""
    with (
        plain,
        suppress(OSError),
        context.wrap_socket(plain, server_side=True) as visitor,
        socket.socket(socket.AF_UNIX) as server,
    ):
        server.connect(str(target))
        while asked := visitor.recv(65536):
            server.sendall(asked)
            visitor.sendall(server.recv(65536))
