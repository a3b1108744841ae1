"""Fills a home with the demonstration: the story once and whole, then as many further learners as asked for."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from flask import current_app
from sqlalchemy import select

from portfolio.base import clock, jobs
from portfolio.base.db import db, write
from portfolio.base.formatting import counted, spoken_number
from portfolio.base.mailing.mail import kept_back
from portfolio.demonstration.cohort import cohort
from portfolio.demonstration.play import found, play
from portfolio.demonstration.records import LearnerStory, Story, StoryPerson
from portfolio.demonstration.stage import StoryStage
from portfolio.demonstration.story import Event, load, timeline
from portfolio.people import store as people
from portfolio.people.model import Account

Say = Callable[[str], None]
SEED = 7
SAID_EVERY = 50


class OtherCentre(Exception):
    """This home holds a centre that is not the demonstration's; the sentence says what to do."""


def fill(say: Say, further: int = 0) -> Sequence[Account]:
    """Fill the present home and return the story's learners; what is there already stays as it is.

    `say` hears a line for each learner. `further` learners are made beside the story's own.
    Raises OtherCentre.
    """
    story = load()
    if people.the_centre() is None:
        _play_story(story, say)
    elif _missing(story):
        raise OtherCentre(
            "This home holds another centre, and a demonstration never mixes with real portfolios. "
            "Name an empty folder with --home."
        )
    else:
        say(f"{story.centre.name} is here already, so nothing is filled in again.")
    stage = StoryStage(story, whole=False)
    stage.meet()
    _add_further(stage, further, say)
    _finish_jobs(story)
    stage.meet()
    return [stage.people[learner.learner] for learner in story.learners]


@contextmanager
def mail_leaving() -> Iterator[None]:
    """Let links be mailed, as in a centre with a mail server: the story's people have read theirs."""
    before = current_app.config["MAIL_REALLY_LEAVES"]
    current_app.config["MAIL_REALLY_LEAVES"] = True
    try:
        yield
    finally:
        current_app.config["MAIL_REALLY_LEAVES"] = before


def _missing(story: Story) -> bool:
    """Whether anybody of the story is unknown in this home."""
    return any(people.by_email(person.email) is None for person in story.people)


def _play_story(story: Story, say: Say) -> None:
    """Play everything in one transaction, so that an interruption leaves an empty home."""
    events = timeline(story)
    last = {event.learner: event for event in events}
    told = {learner.learner: learner for learner in story.learners}
    names = {person.key: person.name for person in story.people}
    say(f"{story.centre.name}: {len(story.people)} people, {len(story.learners)} of them learners.")

    def after(event: Event) -> None:
        if event.learner and event is last[event.learner]:
            say(f"  {names[event.learner]}: {_in_words(told[event.learner])}")

    with write(), mail_leaving():
        stage = StoryStage(story)
        found(stage)
        play(events, stage, after)


def _in_words(told: LearnerStory) -> str:
    statements = sum(1 for request in told.witnesses if request.statement)
    achieved = sum(achievement.achieved for achievement in told.achievements)
    if not told.pieces:
        return "nothing yet"
    return (
        f"{counted(len(told.pieces) - statements, 'piece')} of own evidence, "
        f"{counted(statements, 'witness statement')}, "
        f"{counted(achieved, 'criterion', 'criteria')} achieved"
    )


def _add_further(stage: StoryStage, further: int, say: Say) -> None:
    """Add the learners of the cohort who aren't here yet, each life in a transaction of its own.

    Their mails are kept back: hundreds of notices about people made up help nobody.
    """
    for number, (person, told) in enumerate(cohort(further, SEED), start=1):
        if people.by_email(person.email) is None:
            with write(), kept_back(), mail_leaving():
                play(timeline(_life(stage.story, person, told)), stage, lambda _event: None)
        if number % SAID_EVERY == 0 or number == further:
            say(f"  {spoken_number(number)} of {spoken_number(further)} further learners")


def _life(story: Story, person: StoryPerson, told: LearnerStory) -> Story:
    return story.model_copy(
        update={
            "people": (person,),
            "learners": (told,),
            "witness_list": (),
            "employer_domains": (),
        }
    )


def _finish_jobs(story: Story) -> None:
    """Send what was posted into the mailbox, each at its time, and empty the queue of it."""
    waiting = select(jobs.Job.id, jobs.Job.created_at).where(jobs.Job.status == "queued")
    posted = db.session.execute(waiting.order_by(jobs.Job.created_at)).all()
    for job_id, moment in posted:
        with clock.at(moment):
            jobs.run(job_id)
    with clock.at(timeline(story)[-1].at):
        if jobs.run_waiting() or posted:
            current_app.extensions["huey"].flush()
