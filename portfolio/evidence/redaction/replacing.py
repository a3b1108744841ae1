"""Replaces chosen details in texts: the same detail everywhere, also where no word announces it."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from portfolio.evidence.redaction.finding import DetailKind, Finding, find, words_known
from portfolio.evidence.redaction.names import words_of
from portfolio.evidence.redaction.normalising import seen
from portfolio.evidence.redaction.pseudonyms import is_kept, key_of, names_for, used_in

_SHORTEST_ALONE = 5
_BETWEEN = r"[\W_]{0,3}"
_ENDS = ("(?<![^\\W_])", "(?![^\\W_])")


@dataclass(frozen=True)
class TextSpot:
    """A text in which details are looked for, and where it stands, in words."""

    id: str
    place: str
    text: str
    labels: tuple[str, ...] = ()
    """What stands before or above it in a table (“Customer”), which may say what it is."""
    is_filename: bool = False
    """Whether it is the name of a file, in which any words may follow a person’s."""


@dataclass(frozen=True)
class Change:
    """One detail of a text, and what stands in its place."""

    start: int
    end: int
    before: str
    after: str
    key: str


@dataclass(frozen=True)
class Known:
    """What was found in the whole piece, to find it again where it stands alone."""

    words: frozenset[str] = frozenset()
    kinds: Mapping[str, DetailKind] = field(default_factory=dict)
    """The kind of each detail by the text that stands for it, without case and signs."""
    pattern: re.Pattern[str] | None = None

    def again(self, text: str) -> Iterator[tuple[DetailKind, int, int]]:
        """Yield where a known number or address stands in a text, however it is spaced."""
        for match in self.pattern.finditer(text) if self.pattern else ():
            kind = self.kinds.get(_bare(match.group()))
            if kind:
                yield kind, match.start(), match.end()


def known_from(findings: Iterable[Finding], kept: Collection[str] = ()) -> Known:
    """Return what these findings teach about other texts; what was said to be no detail teaches nothing."""
    real = [finding for finding in findings if not is_kept(finding.kind, finding.text, kept)]
    kinds: dict[str, DetailKind] = {}
    for known in real:
        if known.kind is not DetailKind.NAME:
            for form in _forms(known):
                kinds.setdefault(form, known.kind)
    whole = sorted((kind for kind in kinds if len(kind) >= _SHORTEST_ALONE), key=len, reverse=True)
    pattern = None
    if whole:
        each = "|".join(_BETWEEN.join(re.escape(letter) for letter in word) for word in whole)
        pattern = re.compile(f"{_ENDS[0]}(?:{each}){_ENDS[1]}", re.IGNORECASE)
    return Known(words_known(real), kinds, pattern)


def _bare(text: str) -> str:
    return "".join(character for character in seen(text).text.casefold() if character.isalnum())


def _forms(finding: Finding) -> Iterator[str]:
    """Yield how a detail may be written elsewhere: a telephone number at home and from abroad."""
    yield _bare(finding.text)
    if finding.kind is DetailKind.PHONE:
        home = key_of(finding.kind, finding.text).partition(":")[2]
        yield home
        if home.startswith("0"):
            yield "44" + home[1:]
            yield "440" + home[1:]
            yield "0044" + home[1:]


def found_in(spot: TextSpot, known: Known) -> tuple[Finding, ...]:
    """Return the details of one text, those too that only a label beside it or another text tells."""
    found = list(find(spot.text, known.words, known.again))
    if spot.is_filename:
        found = [_in_filename(finding, known) for finding in found]
    for label in spot.labels:
        before = f"{label.strip().rstrip(':')}: "
        for finding in find(before + spot.text):
            start, end = finding.start - len(before), finding.end - len(before)
            if start >= 0 and all(end <= other.start or start >= other.end for other in found):
                found.append(Finding(finding.kind, finding.text, start, end))
    return tuple(sorted(found, key=lambda finding: finding.start))


def _in_filename(finding: Finding, known: Known) -> Finding:
    """Return a name in a file's name without the words after it that are nobody's: “Mrs Okonkwo Complaint”."""
    words = list(re.finditer(r"[^\W\d_]+(?:['’][^\W\d_]+)?", finding.text))
    own = [word for word in words if words_of(word.group())]
    end = 0
    for number, word in enumerate(own):
        if number and word.group().casefold() not in known.words:
            break
        end = word.end()
    if finding.kind is not DetailKind.NAME or not end:
        return finding
    return Finding(finding.kind, finding.text[:end], finding.start, finding.start + end)


def look_over(
    spots: Iterable[TextSpot], kept: Collection[str] = ()
) -> tuple[Known, list[tuple[TextSpot, Finding]]]:
    """Return what is known of all texts together, and each detail with its text, in their order."""
    every = list(spots)
    known = known_from(
        (finding for spot in every if not spot.is_filename for finding in found_in(spot, Known())),
        kept,
    )
    pairs = [
        (spot, finding)
        for spot in every
        for finding in found_in(spot, known)
        if not is_kept(finding.kind, finding.text, kept)
    ]
    return known, pairs


@dataclass(frozen=True)
class Replacer:
    """What is to be replaced by what: names by the details' keys, and what is known of them."""

    names: Mapping[str, str]
    known: Known

    def changes(self, spot: TextSpot) -> list[Change]:
        """Return what is replaced in a text, in order."""
        return [
            Change(finding.start, finding.end, finding.text, self.names[key], key)
            for finding in found_in(spot, self.known)
            if (key := key_of(finding.kind, finding.text)) in self.names
        ]

    def text(self, text: str, labels: tuple[str, ...] = ()) -> str:
        """Return a text with the chosen details replaced."""
        out, place = [], 0
        for change in self.changes(TextSpot("", "", text, labels)):
            out += [text[place : change.start], change.after]
            place = change.end
        return "".join([*out, text[place:]])

    def stands_in(self, text: str) -> bool:
        """Whether a chosen detail stands anywhere in a text."""
        return bool(self.changes(TextSpot("", "", text)))


def chosen(
    pairs: Iterable[tuple[TextSpot, Finding]],
    known: Known,
    left: Collection[str],
    texts: Iterable[str],
) -> Replacer:
    """Return what replaces every detail but those `left`; `texts` may hold names given earlier."""
    every = [finding for _spot, finding in pairs]
    names = names_for(every, used_in(texts))
    return Replacer({key: name for key, name in names.items() if key not in left}, known)
