"""Long lists a page at a time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True)
class PageOf(Generic[Item]):
    """One page of a long list, with the addresses of the pages beside it (None where there is none)."""

    items: Sequence[Item]
    number: int
    last: int
    total: int
    previous: str | None
    next: str | None


def page_of(
    items: Sequence[Item], number: int, size: int, address: Callable[[int], str]
) -> PageOf[Item]:
    """Return page `number` (from 1; one that isn't there becomes the nearest) of `items`, `size` to a page.

    `address` gives the address of a page by its number.
    """
    last = max(1, -(-len(items) // size))
    number = min(max(number, 1), last)
    return PageOf(
        items=items[(number - 1) * size : number * size],
        number=number,
        last=last,
        total=len(items),
        previous=address(number - 1) if number > 1 else None,
        next=address(number + 1) if number < last else None,
    )
