"""Results of pure rules over content, kept in the process for as long as the same is asked again."""

import hashlib
import json
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from threading import Lock
from typing import Any, Generic, TypeVar

Result = TypeVar("Result")
MOST = 512
"""Results that are kept of one rule; the one that wasn't asked for longest goes first."""


class KeptResults(Generic[Result]):
    """So many results by key. The key must name all that a result depends on, the day or hour too."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._results: OrderedDict[Hashable, Result] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._results)

    def get(self, key: Hashable, compute: Callable[[], Result]) -> Result:
        """Return the result for `key`, computed unless it is kept. It is shared: nobody may change it."""
        with self._lock:
            if key in self._results:
                self._results.move_to_end(key)
                return self._results[key]
        result = compute()
        with self._lock:
            self._results[key] = result
            while len(self._results) > self._most:
                self._results.popitem(last=False)
        return result


def digest_of(content: Mapping[str, Any]) -> bytes:
    """Return what stands for this content (JSON values) in a key: the same for the same answers only."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).digest()
