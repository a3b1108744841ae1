"""What was found in a piece and its files, as its page shows it: each detail once, with its places and its new name."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from portfolio.evidence.redaction.finding import Finding
from portfolio.evidence.redaction.pseudonyms import key_of, names_for, used_in
from portfolio.evidence.redaction.replacing import Known, Replacer, TextSpot, look_over

_AROUND = 40
_MOST_PLACES = 12


@dataclass(frozen=True)
class Occurrence:
    """One place of a detail: where, and the words before, of and after it."""

    where: str
    before: str
    words: str
    after: str


@dataclass(frozen=True)
class Detail:
    """One detail (or all ways to write one customer's name): its id for a form, its new name, its places."""

    id: str
    kind: str
    name: str
    keys: frozenset[str]
    words: tuple[str, ...]
    places: tuple[Occurrence, ...]
    more: int
    """How many further places there are."""


@dataclass(frozen=True)
class Overview:
    """All that was found."""

    details: tuple[Detail, ...]
    known: Known
    names: Mapping[str, str]
    spots: tuple[TextSpot, ...]
    unread: tuple[tuple[str, str], ...] = ()
    """(file, sentence) for what we could not look into."""
    lost: tuple[tuple[str, str], ...] = field(default=())
    """(file, sentence) for what replacing takes out of a file beside the details."""

    def replacer(self, ids: Collection[str]) -> Replacer:
        """Return what replaces these details."""
        keys = {key for detail in self.details if detail.id in ids for key in detail.keys}
        return Replacer({key: name for key, name in self.names.items() if key in keys}, self.known)

    def words(self, ids: Collection[str]) -> frozenset[str]:
        """Return these details as they are written anywhere."""
        return frozenset(
            word for detail in self.details if detail.id in ids for word in detail.words
        )

    def keys_left(self, ids: Collection[str]) -> list[str]:
        """Return the keys of all details but these."""
        return sorted(
            {key for detail in self.details if detail.id not in ids for key in detail.keys}
        )


def overview(
    spots: Iterable[TextSpot],
    kept: Collection[str],
    unread: Iterable[tuple[str, str]] = (),
    lost: Mapping[str, str] | None = None,
) -> Overview:
    """Look through all texts of a piece together. `lost` says per file what replacing would take out."""
    every = tuple(spots)
    known, pairs = look_over(every, kept)
    names = names_for((finding for _spot, finding in pairs), used_in(spot.text for spot in every))
    groups: dict[str, list[tuple[TextSpot, Finding]]] = {}
    for spot, finding in pairs:
        groups.setdefault(names[key_of(finding.kind, finding.text)], []).append((spot, finding))
    concerned = {file_of(spot) for spot, _one in pairs}
    return Overview(
        tuple(_detail(name, found) for name, found in groups.items()),
        known,
        names,
        every,
        tuple(unread),
        tuple((file, words) for file, words in (lost or {}).items() if words and file in concerned),
    )


def file_of(spot: TextSpot) -> str:
    """Return the file that a text stands in, by its name; nothing for the piece's own words."""
    return spot.place.partition("” · ")[0].removeprefix("“") if "” · " in spot.place else ""


def _detail(name: str, found: list[tuple[TextSpot, Finding]]) -> Detail:
    keys = frozenset(key_of(finding.kind, finding.text) for _spot, finding in found)
    places = list(dict.fromkeys(_place(spot, finding) for spot, finding in found))
    return Detail(
        id=hashlib.sha256("\n".join(sorted(keys)).encode()).hexdigest()[:16],
        kind=found[0][1].kind.value,
        name=name,
        keys=keys,
        words=tuple(dict.fromkeys(finding.text for _spot, finding in found)),
        places=tuple(places[:_MOST_PLACES]),
        more=max(0, len(places) - _MOST_PLACES),
    )


def _place(spot: TextSpot, finding: Finding) -> Occurrence:
    before = spot.text[max(0, finding.start - _AROUND) : finding.start]
    after = spot.text[finding.end : finding.end + _AROUND]
    return Occurrence(
        spot.place,
        ("…" if finding.start > _AROUND else "")
        + " ".join(before.split())
        + (" " if before[-1:].isspace() else ""),
        finding.text,
        (" " if after[:1].isspace() else "")
        + " ".join(after.split())
        + ("…" if finding.end + _AROUND < len(spot.text) else ""),
    )
