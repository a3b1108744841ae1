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
    return page_read(
        lambda offset, limit: items[offset : offset + limit], len(items), number, size, address
    )


def page_read(
    read: Callable[[int, int], Sequence[Item]],
    total: int,
    number: int,
    size: int,
    address: Callable[[int], str],
) -> PageOf[Item]:
    """Return what `page_of` does, of a list of `total` items of which `read(offset, limit)` reads this page alone."""
    last = max(1, -(-total // size))
    number = min(max(number, 1), last)
    return PageOf(
        items=read((number - 1) * size, size),
        number=number,
        last=last,
        total=total,
        previous=address(number - 1) if number > 1 else None,
        next=address(number + 1) if number < last else None,
    )
