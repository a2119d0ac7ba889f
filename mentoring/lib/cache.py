"""A cache that may go away: Redis carries nothing that cannot be missed, so an error of Redis is a miss."""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)
AWAY_SECONDS = 5.0


class Absence:
    """What this process knows of one Redis: whether it was away a moment ago. Shared by all threads."""

    def __init__(self) -> None:
        self.until = 0.0
        self.is_told = False

    def is_on(self) -> bool:
        return time.monotonic() < self.until

    def begin(self, error: RedisError) -> None:
        """For a few seconds nobody asks, so that not every page waits for a connection that does not come."""
        self.until = time.monotonic() + AWAY_SECONDS
        if not self.is_told:
            self.is_told = True
            logger.warning("Redis does not answer; pages go on without it", extra={"error": type(error).__name__})

    def end(self) -> None:
        if self.is_told:
            self.is_told, self.until = False, 0.0
            logger.warning("Redis answers again")


absences: dict[str, Absence] = {}  # by the address of the server


class MissableRedisCache(RedisCache):
    """Django's Redis cache, but for this: while Redis is away every question is a miss and every write is forgotten."""

    def __init__(self, server: str | list[str], params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self.absence = absences.setdefault(str(server), Absence())

    def or_miss(self, missed: Any, ask: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """What Redis says to `ask`; `missed` while it is away."""
        if self.absence.is_on():
            return missed
        try:
            answer = ask(*args, **kwargs)
        except RedisError as error:
            self.absence.begin(error)
            return missed
        self.absence.end()
        return answer

    def add(self, *args: Any, **kwargs: Any) -> Any:
        """Whoever adds takes a lock or a first place; with no Redis nobody else holds it, and nobody must wait."""
        return self.or_miss(True, super().add, *args, **kwargs)

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self.or_miss(default, super().get, key, default, version)

    def set(self, *args: Any, **kwargs: Any) -> Any:
        return self.or_miss(None, super().set, *args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> Any:
        return self.or_miss(False, super().touch, *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        return self.or_miss(False, super().delete, *args, **kwargs)

    def get_many(self, *args: Any, **kwargs: Any) -> Any:
        return self.or_miss({}, super().get_many, *args, **kwargs)

    def has_key(self, *args: Any, **kwargs: Any) -> Any:
        return self.or_miss(False, super().has_key, *args, **kwargs)

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        """As with a key that is not there: a ValueError, in Django's own words."""
        value = self.or_miss(None, super().incr, key, delta, version)
        if value is None:
            raise ValueError(f"Key '{key}' not found.")
        return value

    def set_many(self, data: Any, *args: Any, **kwargs: Any) -> Any:
        return self.or_miss(list(data), super().set_many, data, *args, **kwargs)

    def delete_many(self, *args: Any, **kwargs: Any) -> Any:
        return self.or_miss(None, super().delete_many, *args, **kwargs)

    def clear(self) -> Any:
        return self.or_miss(False, super().clear)
