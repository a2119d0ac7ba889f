from collections.abc import Iterator

import pytest

from tests.outbox.mail_sink import Sink, SinkController


@pytest.fixture
def sink(settings) -> Iterator[Sink]:
    controller = SinkController(Sink())
    controller.start()
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", controller.port, 5
    yield controller.handler
    controller.stop()
