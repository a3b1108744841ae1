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


def page_at(part: "Part[Item]", address: Callable[[int], str]) -> PageOf[Item]:
    """Return what `page_of` does, of a part that was cut out already."""
    page = part.page
    return page_read(
        lambda _offset, _limit: part.items, part.total, page.number, page.size, address
    )


@dataclass(frozen=True)
class PageWanted:
    """Which page is wanted (from 1), and how much is on one."""

    number: int
    size: int

    @property
    def first(self) -> int:
        """The place of the first on the page, from 1."""
        return (self.number - 1) * self.size + 1

    @property
    def last(self) -> int:
        """The place of the last on the page."""
        return self.number * self.size

    def within(self, total: int) -> "PageWanted":
        """Return the page that is there of so many, and nearest to this one."""
        last = max(1, -(-total // self.size))
        return PageWanted(min(max(self.number, 1), last), self.size)

    def of(self, items: Sequence[Item]) -> "Part[Item]":
        """Cut the page out of all items."""
        page = self.within(len(items))
        return Part(items[page.first - 1 : page.last], len(items), page)


@dataclass(frozen=True)
class Part(Generic[Item]):
    """What is on one page, how many there are on all, and which page it is."""

    items: Sequence[Item]
    total: int
    page: PageWanted


WITHOUT_END = 1_000_000
"""The size of a page of all, and the highest number of a page that is asked for."""
