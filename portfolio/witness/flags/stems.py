"""Words as the comparison of texts knows them: without endings, without those that carry nothing, each as one letter.

A text becomes a string with one character for each word that says something, so that the common
routines for comparing strings compare words. Who did it ("I", "she", "Mia") is left out: a learner's own
account and one that somebody copied from it differ in nothing else.
"""

import re
from collections.abc import Iterable

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_FIRST = 0x4E00
"""Where the characters that stand for words begin; any would do."""
_LITTLE = """a an the and or but if so as at by for from in into of off on onto out over to up with without then than that this
    these those there here i me my mine myself you your yours he him his himself she her hers herself it its itself they
    them their theirs themselves we us our ours one is am are was were be been being has have had having do does did doing
    done will would shall should can could may might must not no nor what which who whom whose when where why how all any
    both each few more most other some such only own same too very just also about after again before because said say
    says told tell asked ask"""
_SAYS_NOTHING = frozenset(_LITTLE.split())
_ENDINGS = ("ing", "ed", "es", "s", "e")
_SHORT_FORM = re.compile(r"(?:'s|'d|'ll|'ve|'re|n't|'m)$")
SHORTEST_STEM = 3


class Words(dict[str, str]):
    """The words met so far, each as its character; an empty one for a word that says nothing."""

    def __init__(self, without: Iterable[str] = ()) -> None:
        """Begin; `without` are names, whose parts say nothing either."""
        super().__init__()
        self._characters: dict[str, str] = {}
        self._names = {stem(word) for name in without for word in _WORD.findall(name)}

    def __missing__(self, word: str) -> str:
        """Give a new word its character: the same as every word with its stem."""
        stemmed = stem(word)
        nothing = word.casefold() in _SAYS_NOTHING or stemmed in self._names
        fresh = chr(_FIRST + len(self._characters))
        found = "" if nothing else self._characters.setdefault(stemmed, fresh)
        self[word] = found
        return found

    def read(self, text: str) -> str:
        """Return a text as one character for each word that says something."""
        return "".join(map(self.__getitem__, _WORD.findall(text)))

    def places(self, text: str) -> list[tuple[int, int]]:
        """Return where in the text the word of each of these characters stands: start and end."""
        return [match.span() for match in _WORD.finditer(text) if self[match[0]]]


def stem(word: str) -> str:
    """Return a word without the commonest English endings; meant to compare, not to read."""
    bare = _SHORT_FORM.sub("", word.casefold().replace("’", "'"))
    for ending in _ENDINGS:
        if bare.endswith(ending) and len(bare) - len(ending) >= SHORTEST_STEM:
            bare = bare[: -len(ending)]
            break
    if len(bare) > SHORTEST_STEM and bare[-1] == bare[-2]:
        bare = bare[:-1]
    return bare[:-1] + "y" if bare.endswith("i") else bare
