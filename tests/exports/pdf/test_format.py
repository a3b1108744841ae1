"""The PDF is read back: every word, state, link, bookmark and tag of the dossier is in it."""

import re
import subprocess
from dataclasses import replace

import pikepdf
import pytest

from portfolio.exports.formats.pdf import format as pdf
from portfolio.exports.formats.pdf.book import book
from tests.exports.sample import LEARNER, sample_dossier

pytestmark = pytest.mark.xdist_group("printed sample")  # printed once


@pytest.fixture(scope="module")
def dossier():
    return sample_dossier(6)


@pytest.fixture(scope="module")
def printed(dossier, tmp_path_factory):
    out = tmp_path_factory.mktemp("pdf") / "portfolio.pdf"
    steps = []
    pdf.write(dossier, out, lambda *step: steps.append(step))
    assert steps[-1][:2] == (3, 3)
    return out


@pytest.fixture(scope="module")
def read(printed):
    with pikepdf.open(printed) as opened:
        yield opened


@pytest.fixture(scope="module")
def text(printed):
    return plain(printed, "pdftotext", "-raw")


@pytest.fixture(scope="module")
def small(dossier):
    """Return one piece with a photo and a revision, in letters every font has: it prints in one go."""
    return replace(dossier, pieces=(dossier.pieces[3],))


@pytest.fixture(scope="module")
def small_printed(small, tmp_path_factory):
    out = tmp_path_factory.mktemp("small") / "portfolio.pdf"
    pdf.write(small, out)
    return out


@pytest.fixture(scope="module")
def said(small_printed):
    """Return the words that can be reached through the tags."""
    command = ["pdfinfo", "-struct-text", small_printed]
    run = subprocess.run(command, capture_output=True, check=True)
    return squeeze("".join(re.findall(r'^ *"(.*)"$', run.stdout.decode(), re.MULTILINE)))


def plain(path, *command):
    run = subprocess.run([*command, path, "-"], capture_output=True, check=True)
    return squeeze(run.stdout.decode())


def squeeze(text):
    """Return the text without white space: lines break anywhere."""
    return re.sub(r"\s+", "", text)


def page_of(read, name):
    names = read.Root.Names.Dests.Names
    found = {str(names[i]): names[i + 1] for i in range(0, len(names), 2)}
    return read.pages.index(found[name][0])


def links(read):
    for number, page in enumerate(read.pages):
        for annotation in page.get("/Annots", ()):
            yield number, annotation


def test_qpdf_finds_nothing_wrong(printed):
    subprocess.run(["qpdf", "--check", printed], check=True, capture_output=True)


def test_it_says_what_it_is(read):
    assert str(read.docinfo["/Title"]) == f"Portfolio of evidence – {LEARNER}"
    assert str(read.Root.Lang) == "en-GB"
    assert bool(read.Root.ViewerPreferences.DisplayDocTitle)
    assert read.open_metadata()["pdfuaid:part"] == "1"


def test_every_word_of_every_piece_is_printed(dossier, text):
    for piece in dossier.pieces:
        assert squeeze(piece.title.split(":")[0]) in text
        for section in piece.sections:
            for entry in section.entries:
                for cell in [entry.shown, *(c for row in entry.rows for c in row.cells)]:
                    for line in cell.splitlines():
                        if (
                            line.isascii()
                            and "[" not in line
                            and not any(squeeze(c.place) in squeeze(line) for c in piece.claims)
                        ):
                            assert squeeze(line) in without_markers(text), line


def without_markers(text):
    return re.sub(r"\[\d\.\d\]", "", text)


def test_statements_are_whole_with_their_assurance(dossier, text):
    for piece in dossier.pieces:
        if piece.witness:
            words = next(e.shown for s in piece.sections for e in s.entries if e.type == "text")
            assert squeeze(words) in without_markers(text)
            assert (
                squeeze(f"Assurance {piece.witness.assurance}: {piece.witness.assurance_words}")
                in text
            )
            assert squeeze("This statement counts as evidence.") in text


def test_the_witness_status_list_says_all_that_is_known_of_each(dossier, text):
    for witness in dossier.witnesses:
        known = (
            witness.name,
            witness.role,
            witness.employer,
            witness.contact,
            witness.relationship,
            witness.listed,
        )
        for words in (*known, witness.vouched, witness.details):
            assert squeeze(words) in text, words
    assert squeeze("W2 The address was vouched for before sending.") in text


def test_each_criterion_has_the_state_of_the_dossier(dossier, text):
    for unit in dossier.units:
        for criterion in unit.criteria:
            label, state = dossier.label(unit, criterion.code), criterion.state
            words = f"{label} {criterion.title} {state.word} {criterion.text}"
            assert squeeze(words) in text
            assert squeeze(f"{criterion.stage.capitalize()}. {state.reason}") in text


def test_gaps_are_named(dossier, text):
    for unit in dossier.units:
        for gap in unit.gaps:
            assert squeeze(f"{dossier.label(unit, gap.code)} {gap.title} p.") in text


def test_decisions_feedback_and_later_check_backs_are_dated(dossier, text):
    for piece in dossier.pieces:
        for claim in piece.claims:
            for decision in claim.decisions:
                assert squeeze(decision.feedback) in text
        for check in piece.appended:
            assert squeeze(f"{check.recorded_at:%-d %B %Y, %H:%M}") in text
    assert squeeze("Changed since: this decision no longer stands") in text


def test_attachments_and_the_head_of_history_are_there(dossier, text):
    for piece in dossier.pieces:
        for attachment in piece.attachments:
            assert attachment.sha256 in text
            assert attachment.filename in text
    assert dossier.history.hash in text
    assert squeeze(f"entry {dossier.history.sequence}") in text


def test_every_link_leads_somewhere_inside(read):
    names = read.Root.Names.Dests.Names
    known = {str(names[i]) for i in range(0, len(names), 2)}
    found = [str(annotation.Dest) for _, annotation in links(read)]
    assert len(found) > 150
    assert set(found) <= known


def test_each_claim_can_be_followed_to_its_place_and_back(dossier, read):
    found = {}
    for number, annotation in links(read):
        found.setdefault(str(annotation.Dest), set()).add(number)
    whole = book(dossier, {})
    for view in whole.pieces:
        for claim in view.claims:
            if claim.place_missing:
                continue
            place = claim.place_href.removeprefix("#")
            criterion = claim.criterion_href.removeprefix("#")
            assert page_of(read, criterion) in found[place] or place.endswith("-files"), (
                "criterion → place"
            )
            assert any(page >= page_of(read, view.anchor) for page in found[criterion]), (
                "place → criterion"
            )
    missing = [
        claim.claim.place for view in whole.pieces for claim in view.claims if claim.place_missing
    ]
    assert set(missing) == {"words that are not there any more"}


def test_the_grid_leads_to_every_place(dossier, read):
    for view in book(dossier, {}).units:
        start, end = (page_of(read, f"{view.anchor}-{part}") for part in ("grid", "criteria"))
        here = {str(a.Dest) for number, a in links(read) if start <= number < end}
        assert {c.place_href[1:] for item in view.criteria for c in item.claims} <= here


def test_bookmarks_name_the_parts_and_the_evidence(dossier, read):
    with read.open_outline() as outline:
        titles = [item.title for item in outline.root]
        evidence = next(item for item in outline.root if item.title == "Evidence")
        assert [c.title.split()[0] for c in evidence.children] == [
            p.reference for p in dossier.pieces
        ]
    assert titles == [
        "Declaration of authenticity",
        "Contents",
        "Witness status list",
        "Unit 1: Maintain customer service through effective handover",
        "Unit 2: Carry out customer service handovers",
        "Evidence",
        "About this copy",
    ]


def test_contents_give_the_right_pages(dossier, read, printed):
    contents = subprocess.run(
        ["pdftotext", "-layout", "-f", "3", "-l", "3", printed, "-"],
        capture_output=True,
        check=True,
    ).stdout.decode()
    for number, piece in enumerate(dossier.pieces, 1):
        line = next(
            row for row in contents.splitlines() if row.strip().startswith(piece.reference + " ")
        )
        assert int(line.split()[-1]) == page_of(read, f"evidence-{number}") + 1


def test_every_page_but_the_title_says_which_it_is(read, printed):
    total = len(read.pages)
    pages = (
        subprocess.run(["pdftotext", printed, "-"], capture_output=True, check=True)
        .stdout.decode()
        .split("\f")
    )
    assert f"of {total}" not in pages[0]
    for number in range(2, total + 1):
        assert f"Page {number} of {total}" in pages[number - 1]
        assert LEARNER in pages[number - 1]


def test_tags_cover_the_words(said, small):
    for piece in small.pieces:
        for claim in piece.claims:
            assert squeeze(claim.reason) in said
    for unit in small.units:
        for criterion in unit.criteria:
            assert squeeze(criterion.text) in said


def test_figures_have_words_and_links_are_tagged(read):
    tagged = set()
    nums = read.Root.StructTreeRoot.ParentTree.Nums
    parents = {int(nums[i]): nums[i + 1] for i in range(0, len(nums), 2)}
    figures = [
        str(thing.Alt)
        for thing in read.objects
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/S") == "/Figure"
    ]
    for _, annotation in links(read):
        tagged.add(str(parents[int(annotation.StructParent)].S))
    assert (
        figures
        == ["The shift whiteboard with our two names beside the two actions; customer names wiped."]
        * 2
    )
    assert tagged == {"/Link"}


def test_characters_without_a_font_are_spelled_out_and_explained(text):
    if "[U+" in text:  # a computer with every font prints them as they are
        assert squeeze("The computer that made this copy has no font for") in text
    else:
        assert "杨小明" in text


def test_the_same_dossier_gives_the_same_bytes(small, small_printed, tmp_path):
    pdf.write(small, tmp_path / "again.pdf")
    assert (tmp_path / "again.pdf").read_bytes() == small_printed.read_bytes()
    assert [p.name for p in tmp_path.iterdir()] == ["again.pdf"]


def test_links_are_read_out_by_their_words(read):
    said = {str(annotation.Contents) for _, annotation in links(read)}
    assert "“We both signed the log line”" in said
    assert "1.8\u2002Roles with tasks and deadlines" in said
    assert not [words for words in said if words.startswith(("unit-", "evidence-"))]


@pytest.mark.printing
def test_an_empty_portfolio_is_a_portfolio(tmp_path):
    empty = replace(sample_dossier(0), units=(), witnesses=(), history=None)
    pdf.write(empty, tmp_path / "empty.pdf")
    text = plain(tmp_path / "empty.pdf", "pdftotext", "-raw")
    assert squeeze("No evidence has been submitted yet.") in text


def test_who_confirmed_what_is_printed(text):
    for words in (
        "Who took over, and what they say",
        "Corroborated",
        "Contradicted",
        "I did not take this over. “<b>=1+1</b> never”",
        "I understood all of it.",
        "by a link sent to taker@work.example.org",
        "It is no witness statement",
    ):
        assert squeeze(words) in text, words
