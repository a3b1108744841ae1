"""What is known of each action beyond the learner's own word: claimed, corroborated, contradicted or open.

The rule, in words. Nothing here is testimony (PRACTICE: a receiver is a participant, not an onlooker).

1. Of each participant the newest word about an action counts: taken over (by when), not taken over,
   done, not done. That they were not there is a word about every action. “This isn't me” is said by
   somebody else: it supports nothing, and what came by that way before is in doubt.
2. A word counts for what it was said about. If the task or its owner was changed since, the word is
   still shown, and the action is open until they are asked again.
3. **Contradicted**: somebody denies it; they took it over by another deadline than the newest
   version says; one says done and another not done; it is said not to be done after the learner
   checked back and did not find it undone, or done and the learner found it undone since; or they
   corrected it and no later version answers that.
4. **Open**: not done yet, a question that nothing later answers, or a word about an older wording.
5. **Corroborated**: somebody confirms it, and nothing above speaks against that.
6. **Claimed**: only the learner says so.

Every sentence says who said what, when and how. None replaces another.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from portfolio.base.clock import local, spoken_date, spoken_time
from portfolio.base.states import STATES
from portfolio.evidence.content.dates import spoken
from portfolio.handover.parties.reply_kinds import ReplyKind


class Corroboration(StrEnum):
    """How it is with what one action says."""

    CLAIMED = "claimed"
    CORROBORATED = "corroborated"
    CONTRADICTED = "contradicted"
    OPEN = "open"

    @property
    def word(self) -> str:
        """The state in words."""
        return STATES["corroboration"][self].word


@dataclass(frozen=True)
class Task:
    """An action as one version says it."""

    id: str
    task: str
    owner: str
    deadline: str


def tasks_of(rows: Iterable[Mapping[str, str]] | None) -> dict[str, Task]:
    """Return a version's rows of actions by their ids."""
    return {
        row["id"]: Task(row["id"], row["task"], row["owner"], row["deadline"]) for row in rows or ()
    }


@dataclass(frozen=True)
class VersionTasks:
    """One submitted version: when, and its actions by id."""

    number: int
    submitted_at: datetime
    tasks: Mapping[str, Task]


@dataclass(frozen=True)
class Word:
    """One thing a participant said; `about` is an action's id, or empty for the whole."""

    who: str
    """The participant, by id."""
    name: str
    how: str
    """By their link, or signed in as whom: in words."""
    at: datetime
    version: int
    said: ReplyKind
    about: str = ""
    words: str = ""
    by_when: str = ""

    @property
    def source(self) -> str:
        """Who, when and how."""
        return f"{self.name} ({self.how}, {spoken_time(self.at)})"


@dataclass(frozen=True)
class Seen:
    """One time the learner went back to see; `about` is an action's id, or empty for all of it."""

    about: str
    on: date
    noted_at: datetime
    method: str
    with_whom: str
    outcome: str
    done: str = ""
    """yes, no, or nothing when they didn't say."""

    @property
    def sentence(self) -> str:
        """What the learner says they saw."""
        whom = f" with {self.with_whom}" if self.with_whom else ""
        done = {"yes": " It was done.", "no": " It was not done yet."}.get(self.done, "")
        return f"The learner checked back on {spoken_date(self.on)}{whom} ({self.method}): “{self.outcome}”{done}"


@dataclass(frozen=True)
class Judged:
    """How it is with one action, and why: every sentence, oldest first."""

    state: Corroboration
    reasons: tuple[str, ...]


_ABOUT_DOING = (ReplyKind.TAKEN_OVER, ReplyKind.NOT_TAKEN_OVER, ReplyKind.DONE, ReplyKind.NOT_DONE)
_ABSENT = (ReplyKind.NOT_THERE, ReplyKind.NOT_ME)


def judge(
    versions: Sequence[VersionTasks], words: Iterable[Word], seen: Iterable[Seen] = ()
) -> dict[str, Judged]:
    """Return how it is with each action of the newest version, by its id; `versions` oldest first."""
    if not versions:
        return {}
    said = sorted(words, key=lambda word: word.at)
    checks = sorted(seen, key=lambda seen: (seen.on, seen.noted_at))
    case = _Case({version.number: version for version in versions}, versions[-1])
    return {
        task.id: case.judged(
            task,
            [word for word in said if word.about == task.id or _is_about_all(word)],
            [check for check in checks if check.about in ("", task.id)],
        )
        for task in versions[-1].tasks.values()
    }


def confirmed(
    versions: Sequence[VersionTasks], words: Iterable[Word], seen: Iterable[Seen] = ()
) -> bool:
    """Whether a receiver corroborates at least one action of the newest version."""
    found = judge(versions, words, seen).values()
    return any(judged.state is Corroboration.CORROBORATED for judged in found)


def agreed(newest: int, words: Iterable[Word]) -> bool:
    """Whether somebody agreed to the newest version of an agreement, and nobody's last word is no."""
    last = {
        word.who: word for word in sorted(words, key=lambda word: word.at) if word.said in _SIGNED
    }
    signed = any(word.said is ReplyKind.AGREED and word.version == newest for word in last.values())
    return signed and all(word.said is ReplyKind.AGREED for word in last.values())


_SIGNED = (ReplyKind.AGREED, ReplyKind.NOT_AGREED, ReplyKind.NOT_ME, ReplyKind.NOT_THERE)


def _is_about_all(word: Word) -> bool:
    return word.said in _ABSENT


@dataclass(frozen=True)
class _Case:
    """One piece: its versions by number, and the newest."""

    versions: Mapping[int, VersionTasks]
    newest: VersionTasks

    def judged(self, task: Task, words: Sequence[Word], checks: Sequence[Seen]) -> Judged:
        told = [(word.at, self._sentence(word, task)) for word in words]
        told += [(check.noted_at, check.sentence) for check in checks]
        reasons = [sentence for _, sentence in sorted(told)]
        last = self._last(words)
        for state, why in (
            (Corroboration.CONTRADICTED, self._against(task, words, last, checks)),
            (Corroboration.OPEN, self._unsettled(task, words, last, checks)),
        ):
            found = list(why)
            if found:
                return Judged(state, (*reasons, *found))
        if any(self._confirms(reply) for reply in last):
            return Judged(Corroboration.CORROBORATED, tuple(reasons))
        return Judged(Corroboration.CLAIMED, (*reasons, "Nobody else has confirmed it yet."))

    @staticmethod
    def _last(words: Iterable[Word]) -> list[Word]:
        """Return each participant's newest word about the action."""
        counted = (word for word in words if word.said in _ABOUT_DOING or word.said in _ABSENT)
        return list({word.who: word for word in counted}.values())

    def _stands(self, word: Word, task: Task) -> bool:
        """Whether the word was said about the action as it is now."""
        then = self._then(word, task)
        return then is not None and (then.task, then.owner) == (task.task, task.owner)

    def _then(self, word: Word, task: Task) -> Task | None:
        version = self.versions.get(word.version)
        return version.tasks.get(task.id) if version else None

    @staticmethod
    def _confirms(word: Word) -> bool:
        return word.said in (ReplyKind.TAKEN_OVER, ReplyKind.DONE)

    def _agreed_to(self, word: Word, task: Task) -> str:
        """Return by when they said they would do it."""
        then = self._then(word, task)
        return word.by_when or (then.deadline if then else "")

    def _against(
        self, task: Task, words: Sequence[Word], last: Sequence[Word], checks: Sequence[Seen]
    ) -> Iterator[str]:
        standing = [reply for reply in last if self._stands(reply, task)]
        for reply in last:
            if reply.said is ReplyKind.NOT_THERE:
                yield f"{reply.name} says that they were not there."
            elif (
                reply.said is ReplyKind.NOT_ME and len([w for w in words if w.who == reply.who]) > 1
            ):
                yield f"Somebody at that address says that they are not {reply.name}, after a reply came from there."
        for reply in standing:
            yield from self._denied(reply, task, checks)
        yield from _at_odds(standing)
        for word in words:
            if word.said is ReplyKind.CORRECTION and word.at > self.newest.submitted_at:
                yield f"{word.name} put something right that no later version answers."

    def _denied(self, word: Word, task: Task, checks: Sequence[Seen]) -> Iterator[str]:
        """Yield how one standing word speaks against what the newest version or the learner says."""
        if word.said is ReplyKind.NOT_TAKEN_OVER:
            yield f"{word.name} says that they did not take it over."
        elif word.said is ReplyKind.TAKEN_OVER and self._agreed_to(word, task) != task.deadline:
            yield f"{word.name} named {spoken(self._agreed_to(word, task))}; version {self.newest.number} says {spoken(task.deadline)}."
        elif word.said is ReplyKind.NOT_DONE and (check := _before(word, checks)):
            yield f"{word.name} says that it is not done, after the learner had checked back on {spoken_date(check.on)}."
        elif word.said is ReplyKind.DONE and (check := _not_done_since(word, checks)):
            yield f"{word.name} says that it is done, and the learner saw on {spoken_date(check.on)} that it was not."

    def _unsettled(
        self, task: Task, words: Sequence[Word], last: Sequence[Word], checks: Sequence[Seen]
    ) -> Iterator[str]:
        for reply in last:
            if reply.said in _ABOUT_DOING and not self._stands(reply, task):
                yield f"It was changed since {reply.name} replied about version {reply.version}. Ask them again."
            elif reply.said is ReplyKind.NOT_DONE:
                yield f"{reply.name} says that it is not done yet."
        for word in words:
            if word.said is ReplyKind.QUESTION and not self._answered(word, checks):
                yield f"{word.name} asked something that nothing later answers."

    def _answered(self, word: Word, checks: Iterable[Seen]) -> bool:
        return self.newest.submitted_at > word.at or any(c.noted_at > word.at for c in checks)

    def _sentence(self, word: Word, task: Task) -> str:
        return word.source + ": " + _SENTENCES[word.said](word, self._agreed_to(word, task))


def _before(word: Word, checks: Iterable[Seen]) -> Seen | None:
    """Return the learner's newest check-back that was made before this was said, or on its day."""
    earlier = [
        c
        for c in checks
        if c.done != "no" and c.on <= local(word.at).date() and c.noted_at <= word.at
    ]
    return earlier[-1] if earlier else None


def _not_done_since(word: Word, checks: Iterable[Seen]) -> Seen | None:
    """Return the learner's newest check-back since this was said, if it says that it was not done."""
    later = [c for c in checks if c.noted_at >= word.at and c.done]
    return later[-1] if later and later[-1].done == "no" else None


def _at_odds(standing: Sequence[Word]) -> Iterator[str]:
    done = [reply.name for reply in standing if reply.said is ReplyKind.DONE]
    not_done = [reply.name for reply in standing if reply.said is ReplyKind.NOT_DONE]
    if done and not_done:
        yield f"{', '.join(done)} and {', '.join(not_done)} contradict each other: done, and not done."


def _said(sentence: str) -> Callable[[Word, str], str]:
    def say(word: Word, _by: str) -> str:
        return sentence + (f" “{word.words}”" if word.words else "")

    return say


def _took(word: Word, by: str) -> str:
    until = f", by {spoken(by)}" if by else ""
    return _said(f"I took this over{until}.")(word, by)


_SENTENCES: Mapping[ReplyKind, Callable[[Word, str], str]] = {
    ReplyKind.TAKEN_OVER: _took,
    ReplyKind.NOT_TAKEN_OVER: _said("I did not take this over."),
    ReplyKind.DONE: _said("It is done."),
    ReplyKind.NOT_DONE: _said("It is not done."),
    ReplyKind.QUESTION: _said("A question:"),
    ReplyKind.CORRECTION: _said("A correction:"),
    ReplyKind.UNDERSTOOD: _said("I understood all of it."),
    ReplyKind.NOT_UNDERSTOOD: _said("I did not understand all of it."),
    ReplyKind.AGREED: _said("I agree."),
    ReplyKind.NOT_AGREED: _said("I do not agree."),
    ReplyKind.NOT_ME: _said("This is not me."),
    ReplyKind.NOT_THERE: _said("I was not there."),
}


def in_words(word: Word, deadline: str = "") -> str:
    """Return what was said, as a sentence without its source; `deadline` is the one they saw."""
    return _SENTENCES[word.said](word, word.by_when or deadline)
