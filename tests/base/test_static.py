"""The built look: only our own style, only our own address, nothing missing, every part labelled."""

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from flask import Flask, render_template, render_template_string
from jinja2 import FileSystemLoader
from werkzeug.datastructures import MultiDict
from wtforms import (
    DateField,
    FieldList,
    Form,
    FormField,
    RadioField,
    SelectChoice,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length
from wtforms.widgets import DateTimeLocalInput

from portfolio.base.states import STATES
from portfolio.base.translating import open_translations
from portfolio.base.web.pages import prepare_templates

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "portfolio" / "base" / "static"
BUILT = ("app.css", "app.js", "icon.svg", "LICENSES.md", "fonts/OFL.txt")
CRITERION_STATES = tuple(STATES["criterion"])


def read(name: str) -> str:
    return (STATIC / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", BUILT)
def test_what_the_pages_need_is_built_and_committed(name: str) -> None:
    assert (STATIC / name).stat().st_size > 100


def test_every_file_the_stylesheet_names_is_here_and_ours() -> None:
    named = re.findall(r"url\((.*?)\)", read("app.css"))
    assert len(named) >= 8
    for address in named:
        path = address.strip("\"'")
        assert not re.match(r"[a-z]+:|//|/", path), f"{path} leaves our static folder"
        assert (STATIC / path).is_file(), f"{path} is named by app.css and missing"


def test_the_stylesheet_imports_nothing() -> None:
    assert "@import" not in read("app.css")


@pytest.mark.parametrize("name", ["app.css", "app.js"])
@pytest.mark.parametrize(
    "theirs", ["gds transport", "crown", "crest", "govuk-icon", "assets/fonts"]
)
def test_nothing_that_belongs_to_gov_uk_is_used(name: str, theirs: str) -> None:
    assert theirs not in read(name).lower()


def test_the_font_is_ours_and_its_licence_lies_beside_it() -> None:
    assert "Atkinson Hyperlegible" in read("app.css")
    assert "SIL OPEN FONT LICENSE" in read("fonts/OFL.txt")
    for font in (STATIC / "fonts").glob("*.woff2"):
        assert font.read_bytes()[:4] == b"wOF2"
        assert font.name in read("app.css"), f"{font.name} is never used"
    assert "MIT" in read("LICENSES.md")


def test_both_colour_schemes_and_paper_are_served() -> None:
    css = read("app.css")
    for wanted in ("prefers-color-scheme:dark", "prefers-reduced-motion:reduce", "@media print"):
        assert wanted in css.replace(": ", ":")


def test_the_script_talks_to_nobody_else() -> None:
    addresses = set(re.findall(r"https?://[\w./-]+", read("app.js")))
    assert addresses <= {"http://www.w3.org/2000/svg"}


def test_the_mark_is_a_drawing_without_script() -> None:
    parts = {element.tag.rpartition("}")[2] for element in ET.fromstring(read("icon.svg")).iter()}  # noqa: S314 -- our own file
    assert parts <= {"svg", "rect", "path", "circle"}


class Action(Form):
    """One row."""

    task = StringField("Task", [DataRequired("Say what has to be done.")])


class Draft(Form):
    """A form with what goes wrong most easily."""

    title = StringField("Title", [DataRequired("Give it a title.")], description="A few words.")
    on = DateField("Date")
    real = RadioField(
        "Was it real?",
        [DataRequired("Say whether it was real.")],
        choices=[SelectChoice("yes", "Yes")],
    )
    words = TextAreaField("Words", [Length(max=4000)])
    actions = FieldList(FormField(Action), "Actions", min_entries=2)


@pytest.fixture
def page_app() -> Flask:
    """Return an app with nothing but the shipped templates, strict about names."""
    app = Flask("pages", static_folder=str(STATIC))
    app.secret_key = "test"
    app.jinja_loader = FileSystemLoader(ROOT / "templates")  # type: ignore[assignment]
    for page in ("accessibility", "privacy"):  # the addresses that the frame itself names
        app.add_url_rule(f"/{page}", f"home.{page}")
    open_translations(app, ROOT / "no home")
    prepare_templates(app)
    return app


PARTS = "".join(
    f'{{% import "parts/{name}.html" as {name} %}}'
    for name in ("states", "moving", "saying", "forms")
)


def draw(app: Flask, source: str, **values: object) -> str:
    with app.test_request_context("/"):
        return render_template_string(PARTS + source, **values)


def invalid_draft() -> Draft:
    form = Draft(MultiDict({"on": "31 Febuary", "words": " <b>one\n  two", "actions-0-task": ""}))
    form.validate()
    return form


def test_the_frame_stands_without_anybody_signed_in(page_app: Flask) -> None:
    with page_app.test_request_context("/"):
        page = render_template(
            "problem.html", heading="Not here", sentence="Check the address.", back=""
        )
    assert "<title>Not here – Learner Portfolio</title>" in page
    assert page.count("<h1") == 1
    assert 'lang="en-GB"' in page
    assert "Sign out" not in page


def test_the_frame_holds_no_inline_script_or_style(page_app: Flask) -> None:
    with page_app.test_request_context("/"):
        page = render_template(
            "problem.html", heading="Not here", sentence="Check the address.", back="/e"
        )
    assert not re.search(r"<style|style=|<script(?![^>]*src=)| on\w+=", page)


def test_every_address_in_the_frame_is_a_file_we_ship(page_app: Flask) -> None:
    with page_app.test_request_context("/"):
        page = render_template(
            "problem.html", heading="Not here", sentence="Check the address.", back=""
        )
    assets = re.findall(r'(?:src|href)="/static/([^"]+)"', page)
    assert {"app.css", "app.js", "icon.svg"} <= set(assets)
    assert all((STATIC / asset).is_file() for asset in assets)


@pytest.mark.parametrize("name", CRITERION_STATES)
def test_a_state_is_a_shape_a_word_and_a_colour(page_app: Flask, name: str) -> None:
    drawn = draw(page_app, "{{ states.state(STATES.criterion[name]) }}", name=name)
    colour = re.search(r"lp-state--(\w+)", drawn)
    assert colour is not None
    assert f"--lp-state-{colour[1]}:" in read("app.css")
    assert "<svg" in drawn
    assert re.sub(r"<[^>]+>", "", drawn).strip()


def test_no_two_states_share_a_shape_a_word_or_a_colour(page_app: Flask) -> None:
    drawn = [
        draw(page_app, "{{ states.state(STATES.criterion[name]) }}", name=name)
        for name in CRITERION_STATES
    ]
    for pattern in (r"<svg.*?</svg>", r"lp-state--\w+", r"</svg>([^<]+)"):
        assert len({re.search(pattern, markup, re.DOTALL)[0] for markup in drawn}) == len(
            CRITERION_STATES
        )  # type: ignore[index]


def test_every_error_link_leads_to_something_on_the_page(page_app: Flask) -> None:
    page = draw(
        page_app,
        "{{ forms.error_summary(form) }}{% for f in form %}{{ forms.field(f) }}{% endfor %}",
        form=invalid_draft(),
    )
    targets = re.findall(r'href="#([^"]+)"', page)
    assert {"title", "on", "real-0", "actions-0-task", "actions-1-task"} == set(targets)
    assert all(f'id="{target}"' in page for target in targets)


def test_every_description_a_field_names_is_on_the_page(page_app: Flask) -> None:
    page = draw(
        page_app, "{% for f in form %}{{ forms.field(f) }}{% endfor %}", form=invalid_draft()
    )
    named = [
        part for ids in re.findall(r'aria-describedby="([^"]*)"', page) for part in ids.split()
    ]
    assert "title-hint" in named
    assert "title-error" in named
    assert all(f'id="{part}"' in page for part in named)


def test_every_control_has_a_label(page_app: Flask) -> None:
    page = draw(
        page_app, "{% for f in form %}{{ forms.field(f) }}{% endfor %}", form=invalid_draft()
    )
    controls = re.findall(r'<(?:input|textarea|select)[^>]* id="([^"]+)"', page)
    labels = re.findall(r'<label[^>]* for="([^"]+)"', page)
    assert sorted(controls) == sorted(labels)


def test_a_date_that_cannot_be_read_is_shown_as_it_was_typed(page_app: Flask) -> None:
    drawn = draw(page_app, "{{ forms.field(form.on) }}", form=invalid_draft())
    assert 'value="31 Febuary"' in drawn
    assert 'type="text"' in drawn


def test_a_date_kept_as_text_is_shown_as_it_was_typed_too(page_app: Flask) -> None:
    class Kept(Form):
        at = StringField("When", [DataRequired(), Length(max=3)], widget=DateTimeLocalInput())

    for typed, shown in (("next Tuesday", "text"), ("2026-11-03T14:45", "datetime-local")):
        form = Kept(MultiDict({"at": typed}))
        form.validate()
        drawn = draw(page_app, "{{ forms.field(form.at) }}", form=form)
        assert f'value="{typed}"' in drawn
        assert f'type="{shown}"' in drawn


def test_typed_words_come_back_exactly_and_never_as_html(page_app: Flask) -> None:
    drawn = draw(page_app, "{{ forms.field(form.words) }}", form=invalid_draft())
    assert "\n &lt;b&gt;one\n  two</textarea>" in drawn


def test_rows_work_without_a_script(page_app: Flask) -> None:
    drawn = draw(
        page_app, "{{ forms.rows_field(form.actions, one='Action') }}", form=invalid_draft()
    )
    assert 'type="submit"' in drawn
    assert 'name="add_actions"' in drawn
    assert 'name="remove_actions-1"' in drawn
