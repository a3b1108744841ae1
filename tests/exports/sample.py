"""A realistic dossier of any size: several trades, several scripts, text that looks like markup, photos and files."""

import hashlib
import io
import subprocess
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter

from portfolio.exports.dossier import (
    Dossier,
    EarlierVersion,
    ExportedAction,
    ExportedAttachment,
    ExportedCentre,
    ExportedCheckBack,
    ExportedClaim,
    ExportedColumn,
    ExportedCriterion,
    ExportedDecision,
    ExportedEntry,
    ExportedJudgement,
    ExportedParticipant,
    ExportedPiece,
    ExportedReply,
    ExportedRow,
    ExportedSection,
    ExportedState,
    ExportedUnit,
    HistoryHead,
    Learner,
    Witness,
    WitnessLine,
)
from portfolio.exports.formats import FORMATS
from portfolio.exports.gather import gather
from portfolio.people.model import Account

LEARNER = "Siân Łukaszewicz-Ŵyn"
ASSESSOR = "Ana Pereira"
MAINTAIN = "maintain-customer-service-through-effective-handover"
CARRY_OUT = "carry-out-customer-service-handovers"
START = datetime(2026, 9, 14, 9, 30, tzinfo=UTC)
NOT_OFFICIAL = "These are a study site’s words, not an awarding body’s official criteria."
LONG_WORD = "Kundenserviceübergabeprotokollvollständigkeitsprüfungsbeauftragter" * 2

EIGHT = (
    (
        "Responsibilities defined and agreed",
        "planning",
        "Award credit for clearly defining and documenting individual and shared responsibilities within the customer service team, showing evidence of agreement and understanding.",
    ),
    (
        "Working together proactively",
        "execution",
        "Look for demonstration of proactive collaboration, such as updating colleagues on customer progress, using handover notes or systems, and confirming that actions are completed.",
    ),
    (
        "Monitoring and following up",
        "follow-up",
        "Assess the ability to monitor outcomes and follow up with both customers and colleagues to ensure that the customer journey is uninterrupted and issues are fully resolved.",
    ),
    (
        "Agreement of roles, with proof",
        "planning",
        "Award credit for clear evidence of agreeing roles and responsibilities with colleagues, e.g., through meeting notes or signed agreements.",
    ),
    (
        "Checking back with colleagues",
        "follow-up",
        "Look for demonstration of checking back with colleagues to confirm task completion, such as follow-up emails or shift handover logs.",
    ),
    (
        "What an ineffective handover leads to",
        "planning",
        "Assess ability to articulate the consequences of ineffective handover, referencing real or simulated scenarios.",
    ),
    (
        "Offering help when a colleague is delayed",
        "execution",
        "Credit candidates who show proactive collaboration, e.g., offering assistance when a colleague's task is delayed.",
    ),
    (
        "Roles with tasks and deadlines",
        "planning",
        "Award credit for demonstrating a clear, documented agreement of roles and responsibilities with colleagues, including specific tasks and deadlines.",
    ),
)
FOUR = (
    (
        "When and why to hand over",
        "planning",
        "Award credit for demonstrating a clear understanding of when and why a handover is necessary, including identification of triggers such as shift changes or expertise boundaries.",
    ),
    (
        "A detailed handover plan",
        "planning",
        "Award credit for providing a detailed handover plan that includes key customer information, action points, agreed timelines, and designated responsibilities.",
    ),
    (
        "Handing over and confirming receipt",
        "execution",
        "Award credit for executing the handover using appropriate communication methods and confirming receipt of information, with evidence of active listening and clarification.",
    ),
    (
        "Confirming the next steps",
        "follow-up",
        "Award credit for obtaining confirmation that the recipient understands the next steps and any outstanding issues, and for documenting the handover outcome.",
    ),
)

MET = ExportedState(
    "met", "Met", "Two valid pieces on different days, one of them backed by a witness."
)
MORE = ExportedState(
    "more_needed", "More needed", "One valid piece; we suggest a second one from another day."
)
CLAIMED = ExportedState("claimed", "Claimed", "One claim waits for the assessor’s decision.")
NOT_COUNTED = ExportedState(
    "not_yet_counted",
    "Not yet counted",
    "It rests on a statement whose witness is not yet confirmed.",
)
NOTHING = ExportedState(
    "nothing", "Nothing yet", "No evidence has been claimed for this criterion."
)

TRADES = (
    (
        "Late parcel refund passed to the evening shift",
        "The customer had been promised a refund of a late parcel and rang twice while I was on the desk. I wrote the case into the shift log before I did anything else, so that nobody would have to ask the customer to tell it again.",
        "Dilys Hughes",
        "杨小明",
    ),
    (
        "Boiler without heat: from first line to the gas engineer",
        "An elderly customer had no heat since the morning. The fault code was beyond what I am allowed to advise on, so I had to hand over to somebody registered.",
        "Zoë Brânză",
        "محمد الأمين",
    ),
    (
        "Wheelchair ramp for platform 4 before my break",
        "A traveller needed the ramp for the 14:52. My break began at 14:40 and the ramp was on the other platform.",
        "Chinwe Okafor",
        "Małgorzata Ścibor",
    ),
    (
        "Allergy question taken from the counter to the kitchen",
        "A guest asked whether the sauce was free of celery. The menu did not say, and I won’t guess about an allergy.",
        "Owain Llŷr",
        "Tomás Ó Briain",
    ),
    (
        "Deaf customer’s bank appointment moved to video relay",
        "The customer wrote that a phone call would not work for them. I changed the method before I changed the person.",
        "Priya Raman",
        "Σοφία Παπαδοπούλου",
    ),
)


@cache
def photo(number: int) -> bytes:
    """Return a small JPEG that looks like a whiteboard photographed at work; the same bytes every time."""
    picture = Image.new("RGB", (800, 560), (206, 199, 186))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((60, 50, 740, 500), fill=(246, 245, 240), outline=(120, 110, 100), width=6)
    for line in range(7):
        width = 180 + (line * 97 + number * 53) % 400
        draw.line(
            (100, 110 + line * 52, 100 + width, 112 + line * 52),
            fill=(30 + line * 12, 60, 110),
            width=5,
        )
    out = io.BytesIO()
    picture.filter(ImageFilter.GaussianBlur(1)).save(out, "JPEG", quality=80)
    return out.getvalue()


def sha(text: str | bytes) -> str:
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()


def handover(number: int, claims: tuple[ExportedClaim, ...]) -> ExportedPiece:
    """Make a handover with every type of field, actions, check-backs, a photo now and then, and a revision now and then."""
    title, needs, giver, taker = TRADES[number % len(TRADES)]
    happened = START + timedelta(days=3 * number, hours=5)
    submitted = happened + timedelta(days=1)
    actions = (
        ExportedAction(
            f"a{number}-1",
            "Ring the customer with the new delivery time",
            taker,
            "2026-11-04T12:00",
            ExportedState("valid", "Corroborated"),
            (f"{taker} (by the link mailed to them, 5 November 2026 at 09:00): It is done.",),
        ),
        ExportedAction(
            f"a{number}-2",
            "Note the outcome in the shift log & tell the team leader",
            giver,
            "2026-11-04T17:00",
            ExportedState("not_valid", "Contradicted"),
            (
                f"{taker} (by the link mailed to them, 5 November 2026 at 09:00): I did not take this over. “<b>=1+1</b> never”",
                f"{taker} says that they did not take it over.",
            ),
        ),
    )
    participants = (
        ExportedParticipant(
            taker,
            "receiver",
            "by a link sent to taker@work.example.org",
            "replied",
            happened.date(),
            replies=(
                ExportedReply(
                    actions[0].task,
                    "It is done.",
                    1,
                    taker,
                    "by the link mailed to them",
                    submitted + timedelta(days=1),
                ),
                ExportedReply(
                    "",
                    "I understood all of it.",
                    1,
                    taker,
                    "by the link mailed to them",
                    submitted + timedelta(days=1),
                ),
            ),
        ),
        ExportedParticipant("Nobody yet", "receiver", "signed in", "sent", happened.date()),
    )
    check_backs = (
        ExportedCheckBack(
            f"c{number}-1",
            f"a{number}-1",
            actions[0].task,
            happened.date(),
            "Read the log",
            "Done at 11:40, customer content",
            submitted,
            LEARNER,
        ),
        ExportedCheckBack(
            f"c{number}-2",
            f"a{number}-2",
            actions[1].task,
            happened.date() + timedelta(days=2),
            "Asked face to face",
            "Done; the team leader added a line to the morning briefing",
            submitted + timedelta(days=2),
            LEARNER,
            appended=True,
            with_whom=taker,
        ),
    )
    sections = (
        ExportedSection(
            "The situation",
            (
                ExportedEntry(
                    "happened_at",
                    "Date and time",
                    "datetime",
                    happened.isoformat()[:16],
                    f"{happened:%d %B %Y, %H:%M}",
                ),
                ExportedEntry("setting", "Setting", "choice", "real", "Real work"),
                ExportedEntry(
                    "trigger", "Why a handover was needed", "choice", "shift_change", "Shift change"
                ),
                ExportedEntry("trigger_detail", "More about the trigger", "line"),
                ExportedEntry(
                    "purpose",
                    "Purpose",
                    "text",
                    "x",
                    f"{needs}\n\nThe purpose was that the promise made by me would be kept by somebody else.",
                ),
                ExportedEntry(
                    "customer_need",
                    "What the customer needs",
                    "text",
                    "x",
                    "An answer today, in writing, from one person.\nNot to be asked for the order number again <script>alert('x')</script> &amp; no call-back queue."
                    + (" 🙂" if number == 0 else ""),
                ),
            ),
        ),
        ExportedSection(
            "The handover",
            (
                ExportedEntry("handed_by", "Handed over by", "line", giver, giver),
                ExportedEntry("handed_to", "Handed over to", "line", taker, taker),
                ExportedEntry(
                    "method",
                    "Method",
                    "choice",
                    "face_to_face",
                    "Face to face, with the shift log open",
                ),
                ExportedEntry(
                    "method_reason",
                    "Why this method",
                    "text",
                    "x",
                    "There were two open questions, and a note alone can’t be asked back.",
                ),
                ExportedEntry(
                    "actions",
                    "Action points",
                    "rows",
                    columns=(
                        ExportedColumn("task", "Task", "line"),
                        ExportedColumn("owner", "Owner", "line"),
                        ExportedColumn("deadline", "By", "datetime"),
                    ),
                    rows=tuple(
                        ExportedRow(a.id, (a.task, a.owner, a.deadline.replace("T", ", ")))
                        for a in actions
                    ),
                ),
                ExportedEntry(
                    "responsibilities",
                    "Agreed roles and responsibilities",
                    "text",
                    "x",
                    f"{taker} owns the promise to the customer from 15:00; I stay the contact for the depot until it has answered. We both signed the log line.",
                ),
                ExportedEntry(
                    "understanding",
                    "How receipt and understanding were confirmed",
                    "text",
                    "x",
                    f"I asked {taker} to tell me the next steps in their own words. They named both actions and both deadlines, and asked what to do if the depot did not answer; I had forgotten to say that, so we agreed on it and wrote it down.",
                ),
            ),
        ),
        ExportedSection(
            "Afterwards",
            (
                ExportedEntry(
                    "outstanding",
                    "Outstanding issues",
                    "text",
                    "x",
                    f"The depot’s reference was still missing. {LONG_WORD}",
                ),
                ExportedEntry(
                    "check_backs",
                    "Check-backs",
                    "rows",
                    columns=(
                        ExportedColumn("checked_on", "Checked on", "date"),
                        ExportedColumn("method", "How", "line"),
                        ExportedColumn("outcome", "Outcome", "text"),
                    ),
                    rows=(
                        ExportedRow(
                            "r1",
                            (
                                f"{happened:%d %B %Y}",
                                "Read the log",
                                "Done at 11:40, customer content",
                            ),
                        ),
                    ),
                ),
                ExportedEntry(
                    "customer_outcome",
                    "Outcome for the customer",
                    "text",
                    "x",
                    "Refund confirmed by 17:10 the same day; the customer wrote back to say thank you.",
                ),
            ),
        ),
    )
    attachments = (
        (
            ExportedAttachment(
                f"whiteboard-{number}.jpg",
                "image/jpeg",
                len(photo(number)),
                sha(photo(number)),
                "The shift whiteboard with our two names beside the two actions; customer names wiped.",
                photo(number),
            ),
            ExportedAttachment(
                f"shift-log-{number}.pdf", "application/pdf", 182_311, sha(f"log{number}")
            ),
        )
        if number % 3 == 0
        else ()
    )
    revised = number % 4 == 3
    return ExportedPiece(
        f"E{number + 1}",
        "handover_instance",
        "Handover",
        title,
        happened.date(),
        submitted,
        LEARNER,
        2 if revised else 1,
        sha(f"piece{number}"),
        sections,
        claims,
        actions,
        check_backs,
        participants,
        attachments,
        earlier=(EarlierVersion(1, submitted - timedelta(hours=20), sha(f"old{number}")),)
        if revised
        else (),
        judgement=ExportedJudgement(
            True, True, True, "Details match the rota.", ASSESSOR, submitted + timedelta(days=4), 1
        )
        if number % 2 == 0
        else None,
    )


def statement(number: int, claims: tuple[ExportedClaim, ...]) -> ExportedPiece:
    """Make a witness statement."""
    seen = START + timedelta(days=3 * number)
    return ExportedPiece(
        f"E{number + 1}",
        "witness_statement",
        "Witness statement",
        "Statement of Bronwen Ŵyn-Rees about the handover of 21 September",
        seen.date(),
        seen + timedelta(days=2),
        "Bronwen Ŵyn-Rees",
        1,
        sha(f"piece{number}"),
        (
            ExportedSection(
                "",
                (
                    ExportedEntry(
                        "seen_in_person", "Seen in person", "choice", "yes", "Yes, I was there"
                    ),
                    ExportedEntry(
                        "statement",
                        "What I saw",
                        "text",
                        "x",
                        "I was at the next desk. Siân stopped Dan from walking off and asked him to say back what he would do.\n\nHe got the second deadline wrong the first time. She put it right without making a fuss, and he wrote it down.",
                    ),
                    ExportedEntry(
                        "answers",
                        "Criterion by criterion",
                        "rows",
                        columns=(
                            ExportedColumn("criterion", "Criterion", "line"),
                            ExportedColumn("saw", "Seen", "choice"),
                            ExportedColumn("words", "In my words", "text"),
                        ),
                        rows=(
                            ExportedRow(
                                "1", ("Confirming the next steps", "Yes", "He repeated both tasks.")
                            ),
                            ExportedRow("2", ("A detailed handover plan", "Not sure", "")),
                        ),
                    ),
                ),
            ),
        ),
        claims,
        witness=Witness(
            "Bronwen Ŵyn-Rees",
            "Shift manager",
            "Manages the learner’s shift",
            "W2",
            "The address was vouched for before sending.",
            True,
            seen + timedelta(days=2),
            "Confirmed by Ana Pereira by telephone on 30 September 2026.",
        ),
    )


def reflection(number: int, claims: tuple[ExportedClaim, ...]) -> ExportedPiece:
    """Make a reflective account, partly in Arabic and Chinese."""
    written = START + timedelta(days=3 * number)
    return ExportedPiece(
        f"E{number + 1}",
        "reflective_account",
        "Reflective account",
        "What I would do differently: كيف أسلّم العمل",
        written.date(),
        written,
        LEARNER,
        1,
        sha(f"piece{number}"),
        (
            ExportedSection(
                "",
                (
                    ExportedEntry(
                        "what_happened",
                        "What happened",
                        "text",
                        "x",
                        "On my second week I told a colleague “you know the rest” and went home. She didn’t.\n\nقلت لزميلتي إنها تعرف الباقي ثم ذهبت إلى البيت، ولم تكن تعرف (refund 12:30).\n\n同事当时并不知道下一步。",
                    ),
                    ExportedEntry(
                        "ineffective",
                        "What an ineffective handover would have led to",
                        "text",
                        "x",
                        "The customer would have waited for a call that nobody was going to make. <img src=file:///etc/passwd> is what it felt like: a reference to something that was not there.",
                    ),
                    ExportedEntry(
                        "would_change",
                        "What I would change",
                        "text",
                        "x",
                        "I now ask for the next steps in their own words, every time, even when it is only one step.",
                    ),
                ),
            ),
        ),
        claims,
    )


def claim(
    unit: str, code: str, kind: str, place: str, state: ExportedState, *decisions: ExportedDecision
) -> ExportedClaim:
    return ExportedClaim(
        unit,
        code,
        kind,
        place,
        "It shows who was responsible for what, and that the other person said so before I left.",
        LEARNER,
        state,
        decisions,
    )


def _claims(number: int, kind: int) -> tuple[ExportedClaim, ...]:
    decided = START + timedelta(days=3 * number + 5)
    good = ExportedDecision(
        True,
        "Clear, and the other person’s words are there. Well done for writing down what you had forgotten.",
        ASSESSOR,
        decided,
        1,
    )
    poor = ExportedDecision(
        False,
        "You say that you checked, but not what you found. Add the outcome and claim it again.",
        ASSESSOR,
        decided,
        1,
    )
    old = ExportedDecision(True, "Good.", ASSESSOR, decided, 1, stale=True)
    valid, waiting, no, stale = (
        ExportedState("valid", "Valid"),
        ExportedState("claimed", "Waiting"),
        ExportedState("not_valid", "Not yet valid"),
        ExportedState("stale", "Changed since"),
    )
    if kind == 1:
        return (
            claim(
                CARRY_OUT,
                "4",
                "quote",
                "asked him to say back what he would do",
                ExportedState("not_yet_counted", "Not yet counted"),
            ),
            claim(
                MAINTAIN,
                "5",
                "quote",
                "say back what he would do.\n\nHe got the second deadline wrong",
                waiting,
            ),
        )
    if kind == 2:
        return (
            claim(
                MAINTAIN,
                "6",
                "quote",
                "waited for a call that nobody was going to make",
                valid,
                good,
            ),
        )
    return (
        claim(
            CARRY_OUT,
            "3",
            "quote",
            "tell me the next steps in their own words. They named both actions",
            valid,
            good,
        ),
        claim(
            CARRY_OUT,
            "4",
            "quote",
            "They named  both actions and\nboth deadlines",
            stale if number % 4 == 3 else valid,
            old if number % 4 == 3 else good,
        ),
        claim(MAINTAIN, str(1 + number % 5), "quote", "We both signed the log line", no, poor),
        claim(MAINTAIN, "8", "page", "2", waiting)
        if number % 3 == 0
        else claim(MAINTAIN, "8", "quote", "words that are not there any more", waiting),
        *((claim(MAINTAIN, "2", "time", "02:15", waiting),) if number % 3 == 0 else ()),
    )


def sample_dossier(pieces: int = 6, learner: str = LEARNER) -> Dossier:
    """Two units (8 and 4 criteria) and this many pieces; the same dossier every time."""
    made = []
    for number in range(pieces):
        kind = 1 if number % 5 == 1 else 2 if number % 5 == 4 else 0
        make = (handover, statement, reflection)[kind]
        made.append(make(number, _claims(number, kind)))
    claimed = {(c.unit_id, c.criterion) for p in made for c in p.claims}

    def criteria(unit, rows, states):
        return tuple(
            ExportedCriterion(
                str(i),
                text,
                title,
                stage,
                state if (unit, str(i)) in claimed else NOTHING,
                *(
                    (ASSESSOR, START + timedelta(days=30))
                    if state is MET and (unit, str(i)) in claimed
                    else ()
                ),
            )
            for i, ((title, stage, text), state) in enumerate(zip(rows, states, strict=True), 1)
        )

    return Dossier(
        ExportedCentre(
            "Coleg Dyffryn & Partners <Training>", "portfolios@coleg.example", "01234 567890"
        ),
        Learner("0190-1", learner, "sian@learner.example"),
        START + timedelta(days=70),
        (
            ExportedUnit(
                MAINTAIN,
                "1",
                "Maintain customer service through effective handover",
                "",
                "Study notes on customer service handover",
                NOT_OFFICIAL,
                "",
                ASSESSOR,
                date(2026, 9, 7),
                criteria(
                    MAINTAIN, EIGHT, (MORE, CLAIMED, MORE, CLAIMED, CLAIMED, MET, NOTHING, CLAIMED)
                ),
            ),
            ExportedUnit(
                CARRY_OUT,
                "1",
                "Carry out customer service handovers",
                "2",
                "Study notes on Carry out customer service handovers",
                NOT_OFFICIAL,
                "T/506/2157",
                ASSESSOR,
                date(2026, 9, 7),
                criteria(CARRY_OUT, FOUR, (NOTHING, NOTHING, MET, NOT_COUNTED)),
            ),
        ),
        tuple(made),
        (
            WitnessLine(
                "Bronwen Ŵyn-Rees",
                "Shift manager",
                "Manages the learner’s shift",
                "Received",
                "W2",
                "The address was vouched for before sending.",
                date(2026, 9, 15),
                date(2026, 9, 19),
                "E2",
                "Rowan Bank Hotels",
                "b.wyn-rees@rowanbank.example.org",
                "Expert witness",
                "Ana Pereira vouched for this address on 14 September 2026: it is on their web page.",
                "Corrected their role: “Shift manager” (not “Boss”), on 19 September 2026.",
            ),
            WitnessLine(
                "Dr. Kwabena Asante-Frimpong",
                "Depot supervisor",
                "Works with the learner’s team",
                "asked, no answer yet",
                "",
                "",
                date(2026, 10, 2),
            ),
        ),
        HistoryHead(214, sha("head"), START + timedelta(days=69)),
    )


def printed(learner: Account, folder: Path) -> str:
    """Print a learner's portfolio as PDF; return its words without spaces and soft hyphens. Needs a context."""
    place = folder / "printed.pdf"
    next(offered for offered in FORMATS if offered.name == "pdf").write(gather(learner), place)
    command = ["pdftotext", "-raw", str(place), "-"]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return "".join(said.split()).replace("\u00ad", "")
