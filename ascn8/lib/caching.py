"""A cache that may be away: then nothing is remembered, and nothing fails."""

import logging
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)


class ForgivingRedisCache(RedisCache):
    """Redis as cache. While it is away every look finds nothing and every write is dropped, with a line in the log."""

    def _forgive(self, error: RedisError) -> None:
        log.warning("the cache is away: %s", error)

    def add(self, *args: Any, **kwargs: Any) -> bool:
        try:
            return bool(super().add(*args, **kwargs))
        except RedisError as error:
            self._forgive(error)
            return True

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        try:
            return super().get(key, default, version)
        except RedisError as error:
            self._forgive(error)
            return default

    def set(self, *args: Any, **kwargs: Any) -> None:
        try:
            super().set(*args, **kwargs)
        except RedisError as error:
            self._forgive(error)

    def touch(self, *args: Any, **kwargs: Any) -> bool:
        try:
            return bool(super().touch(*args, **kwargs))
        except RedisError as error:
            self._forgive(error)
            return False

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        try:
            return bool(super().delete(*args, **kwargs))
        except RedisError as error:
            self._forgive(error)
            return False

    def get_many(self, *args: Any, **kwargs: Any) -> dict[Any, Any]:
        try:
            return dict(super().get_many(*args, **kwargs))
        except RedisError as error:
            self._forgive(error)
            return {}

    def has_key(self, *args: Any, **kwargs: Any) -> bool:
        try:
            return bool(super().has_key(*args, **kwargs))
        except RedisError as error:
            self._forgive(error)
            return False

    def set_many(self, data: Any, *args: Any, **kwargs: Any) -> list[Any]:
        try:
            return list(super().set_many(data, *args, **kwargs))
        except RedisError as error:
            self._forgive(error)
            return list(data)
