from mentoring.outbox.tasks import pump_outbox
from tests.access import Address, everyone

# Whoever runs the product asks, from wherever: one word, whoever it is.
PROBE = Address(GET=everyone(200), POST=everyone(405))

TABLE = {
    "health:livez": PROBE,
    "health:readyz": PROBE,
    "health:jobs": PROBE,
    "health:pump": Address(prepare=lambda cast: pump_outbox.apply(), GET=everyone(200), POST=everyone(405)),
}
