"""The door: content decides, names only help; whatever comes is taken or refused with a sentence."""

import io
import random
import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from portfolio.evidence.intake import FORMATS
from portfolio.evidence.intake.accepted import LIMITS, FileRefused
from portfolio.evidence.intake.door import ACCEPT_ATTRIBUTE, ACCEPTED_WORDS, accept
from portfolio.evidence.intake.unwanted import KNOWN_EXTENSIONS, UNWANTED
from tests.evidence import intake_files as files

SAMPLES = {name: make() for name, make in files.SAMPLES.items()}


def refused(data, name):
    with pytest.raises(FileRefused) as sentence:
        accept(data, name)
    return str(sentence.value)


def test_every_format_has_a_sample_that_it_recognises():
    known = {}
    for name, data in SAMPLES.items():
        extension = name.rpartition(".")[2]
        known[extension] = next(f.words for f in FORMATS if f.looks_like(data, extension))
    assert sorted(known.values()) == sorted(each.words for each in FORMATS)


@pytest.mark.parametrize("name", [n for n in SAMPLES if n != "rota.csv"])
@pytest.mark.parametrize("given_name", ["thing", "thing.pdf", "thing.png", "thing.xlsx"])
def test_the_content_wins_over_the_name(name, given_name):
    right, named = accept(SAMPLES[name], name), accept(SAMPLES[name], given_name)
    assert named.media_type == right.media_type
    assert named.filename == f"thing.{right.filename.rpartition('.')[2]}"


def test_empty_and_large_files():
    assert refused(b"", "a.pdf").startswith("This file is empty.")
    assert accept(b"x" * LIMITS.file_bytes, "a.txt").kind == "text"
    assert "The most we can take is 25 MB" in refused(b"x" * (LIMITS.file_bytes + 1), "a.txt")


def image(name):
    out = io.BytesIO()
    files.picture(40, 30).save(out, name)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "a.svg", "This is an SVG drawing"),
        (b'<?xml version="1.0"?>\n<!-- x --><svg onload="x"/>', "a.png", "inside this is an SVG"),
        (b"<!DOCTYPE html><p>hello", "a.html", "This is a web page"),
        (b"\xef\xbb\xbf \n<HTML><script>1</script>", "a.txt", "inside this is a web page"),
        (b"<script>alert(1)</script>", "a.csv", "inside this is a web page"),
        (b"From: <Saved by Blink>\nDate: x\nSubject: y\n\nx", "a.mht", "This is a web page"),
        (b"#!/bin/sh\nrm -rf /\n", "a.sh", "This is a script"),
        (b"alert(1)", "a.js", "This is a script"),
        (b"@echo off\r\ndel x", "a.bat", "This is a script"),
        (b"<?php echo 1;", "a.txt", "inside this is a script"),
        (b"just words", "a.html", "This is a web page"),
        (b"MZ\x90\0" + bytes(200), "a.exe", "This is a program"),
        (b"MZ\x90\0" + bytes(200), "a.pdf", "inside this is a program"),
        (b"\x7fELF\x02" + bytes(200), "a", "This is a program"),
        (files.archive([("a.txt", b"x")]), "a.zip", "Unpack it first"),
        (files.archive([("a.txt", b"x")]), "a.docx", "inside this is an archive"),
        (files.archive([("content.xml", b"x")]), "a.odt", "a document that we can't open"),
        (files.archive([("ppt/presentation.xml", b"x")]), "a.pptx", "This is a slide show"),
        (b"Rar!\x1a\x07\x00" + bytes(20), "a.rar", "Unpack it first"),
        (b"{\\rtf1 hello}", "a.rtf", "a document that we can't open"),
        (b"%!PS-Adobe-3.0\n", "a.ps", "This is a PostScript file"),
        (image("GIF"), "a.gif", "a kind of picture that we can't take"),
        (image("TIFF"), "a.tif", "a kind of picture that we can't take"),
        (image("BMP"), "a.bmp", "a kind of picture that we can't take"),
        (image("AVIF"), "a.heic", "inside this is a kind of picture"),
        (b"\0\0\0\x14ftypqt  " + bytes(50), "a.mov", "This is a film or a recording of a kind"),
        (b"ID3\x03" + bytes(50), "a.mp3", "This recording is damaged"),
        (bytes(range(256)), "a.dat", "can't tell what this file is (its name ends in .dat)"),
    ],
)
def test_what_we_do_not_take_is_named_with_what_to_do(data, name, sentence):
    told = refused(data, name)
    assert sentence in told
    assert told.endswith(".")
    assert len(re.findall(r"[.:;] ", told)) >= 1, "one part says what it is, one what to do"


def test_a_wrong_name_is_told_beside_the_content():
    told = refused(b"MZ\x90\0" + bytes(200), "certificate.pdf")
    assert told.startswith("The name ends in .pdf, but inside this is a program")


def test_words_and_attribute_name_every_format():
    for each in FORMATS:
        assert f".{each.extensions[0]}" in ACCEPT_ATTRIBUTE.split(",")
    assert "25 MB" in ACCEPTED_WORDS
    assert "image/heic" in ACCEPT_ATTRIBUTE.split(",")
    assert not KNOWN_EXTENSIONS & {e for each in FORMATS for e in each.extensions}
    assert len(KNOWN_EXTENSIONS) == sum(len(each.extensions) for each in UNWANTED)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Shift notes.txt", "Shift notes.txt"),
        ("../../etc/passwd", "passwd.txt"),
        ("C:\\Users\\sam\\notes.txt", "notes.txt"),
        ("report\u202etxt.exe", None),
        ("notes\u202egpj.txt", "notesgpj.txt"),
        ("a\r\nSet-Cookie: x.txt", "aSet-Cookie- x.txt"),
        ("report.pdf.docx.txt", "report.txt"),
        ("Shift 3.11", "Shift 3.11.txt"),
        ("notes.md", "notes.md.txt"),
        ("", "attachment.txt"),
        (".txt", "txt.txt"),
        ("...", "attachment.txt"),
        ("con.txt", "_con.txt"),
        ("Übergabe – Zoë 😀.txt", "Übergabe – Zoë 😀.txt"),
        ("NOTES.TXT", "NOTES.txt"),
        ('a"b<c>|?*.txt', "a-b-c----.txt"),
    ],
)
def test_names_are_made_safe(name, safe):
    if safe is None:
        assert "program" in refused(b"words", name)
    else:
        assert accept(b"words", name).filename == safe


@given(st.text(max_size=300))
@settings(max_examples=150)
def test_any_name_becomes_a_safe_one(name):
    made = accept(files.pdf(pages=1), name).filename
    assert made.endswith(".pdf")
    assert len(made) <= 100
    assert len(made.encode()) <= 200
    assert not set(made) & set('/\\<>:"|?*\r\n\t')
    assert all(unicodedata.category(each)[0] != "C" for each in made)
    assert not any(unicodedata.category(each) in {"Zl", "Zp"} for each in made)
    assert made == made.strip()
    assert not made.startswith(".")
    assert accept(files.pdf(pages=1), made).filename == made, "a safe name stays as it is"


@given(st.binary(max_size=400), st.sampled_from([*SAMPLES, "x", "a.zip", "a.doc"]))
@settings(max_examples=150)
def test_any_bytes_are_taken_or_refused_with_a_sentence(data, name):
    taken_or_refused(data, name)


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("seed", range(12))
def test_spoilt_files_are_taken_or_refused_with_a_sentence(name, seed):
    draw = random.Random(f"{name} {seed}")
    data = bytearray(SAMPLES[name])
    for _change in range(draw.randint(1, 12)):
        data[draw.randrange(len(data))] = draw.randrange(256)
    if seed % 3 == 0:
        at = draw.randrange(len(data))
        del data[at : at + draw.randrange(1, 60)]
    taken_or_refused(bytes(data), name)


def taken_or_refused(data, name):
    sentence = "Taken."
    try:
        taken = accept(data, name)
    except FileRefused as error:
        sentence = str(error)
    else:
        assert taken.data
        if taken.kind == "photo":
            Image.open(io.BytesIO(taken.data)).verify()
    assert sentence.endswith(".")
    assert sentence[0].isupper()
