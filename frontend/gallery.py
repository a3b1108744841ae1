"""Draw every macro of the design system into /tmp/gallery, photograph it in Chromium and check it with axe (not shipped)."""

import sys
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from flask import Flask, flash, render_template
from jinja2 import FileSystemLoader
from playwright.sync_api import Page, sync_playwright
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    EmailField,
    FieldList,
    FileField,
    Form,
    FormField,
    HiddenField,
    PasswordField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Email, Length, Optional

from portfolio.base.web.pages import prepare_templates
from portfolio.base.translating import open_translations

ROOT = Path(__file__).parents[1]
OUT = Path("/tmp/gallery")  # noqa: S108 -- pictures for looking at, thrown away
CRITERIA = [
    ("1", "Agree who does what in the handover", "met"),
    ("2", "Help colleagues when they ask", "claimed"),
    ("3", "Check back that it was done", "more_needed"),
    ("4", "Record the agreed responsibilities", "not_yet_counted"),
    ("5", "Remind colleagues of what is outstanding", "draft"),
    ("6", "Confirm that it was understood", "nothing"),
]


class Action(Form):
    """One action of a handover."""

    id = HiddenField()
    task = StringField("What has to be done", [DataRequired("Say what has to be done.")])
    owner = StringField("Who owns it")
    deadline = DateTimeLocalField("By when")


class Draft(Form):
    """A form with every type of field."""

    csrf = HiddenField(name="csrf_token")
    title = StringField(
        "Title",
        [DataRequired("Give this handover a title.")],
        description="A few words you will recognise it by.",
    )
    happened_at = DateTimeLocalField(
        "When did it happen?", description="For example, 3 November 2026 at 14:45."
    )
    on = DateField("When did you check back?", [Optional()])
    setting = RadioField(
        "Was it real?",
        choices=[
            SelectChoice("real", "Real"),
            SelectChoice("simulated", "Simulated"),
            SelectChoice("role_play", "Role-play"),
        ],
    )
    trigger = RadioField(
        "Why was a handover needed?",
        choices=[
            SelectChoice("shift_change", "Change of shift"),
            SelectChoice("expertise_boundary", "Edge of my expertise"),
        ],
    )
    customer_need = TextAreaField(
        "What does the customer need?", [Length(max=4000)], description="Without identifying them."
    )
    method = SelectField(
        "How was it handed over?",
        choices=[SelectChoice("", "Choose one"), SelectChoice("phone", "By phone")],
    )
    criteria = SelectMultipleField(
        "Which criteria did they see?",
        choices=[SelectChoice("1", "1 Agree who does what"), SelectChoice("3", "3 Check back")],
    )
    email = EmailField("Work e-mail", [Email("Enter an e-mail address, like name@example.org.")])
    password = PasswordField("Password")
    photo = FileField("Photo of the handover sheet", [Optional()])
    actions = FieldList(
        FormField(Action),
        "Action points",
        min_entries=2,
        description="Each with an owner and a deadline.",
    )
    place = StringField("The words that show it")
    sure = BooleanField("This is my own account of what happened")


def make_app() -> Flask:
    """Return a small app that only shows the gallery."""
    app = Flask("gallery", static_folder=str(ROOT / "portfolio/base/static"))
    app.secret_key = "gallery"
    app.jinja_loader = FileSystemLoader([str(ROOT / "templates"), str(ROOT / "frontend")])
    prepare_templates(app)
    open_translations(app, ROOT)

    @app.get("/<page>")
    def show(page: str) -> str:
        if page == "bare":
            return render_template(
                "problem.html",
                heading="We can’t find that page",
                sentence="Check the address.",
                back="",
            )
        sent = MultiDict(
            {
                "title": "",
                "on": "31 Febuary",
                "setting": "real",
                "email": "grace@",
                "customer_need": "One\n two",
                "actions-0-task": "",
                "actions-0-owner": "Sam",
                "actions-4-task": "Call back",
            }
        )
        form = Draft(sent)
        if page == "form":
            form.validate()
        elif page == "parts":
            flash("Your evidence was submitted.", "success")
            flash("The photo could not be read.", "problem")
        nav = [{"href": "/", "text": "Home", "current": True}] + [
            {"href": "#", "text": t, "current": False, "count": n}
            for t, n in (("Evidence", 0), ("Coverage", 0), ("Witnesses", 2), ("My unit", 0))
        ]
        return render_template(
            "gallery.html",
            page=page,
            form=form,
            criteria=CRITERIA,
            nav=nav,
            me={"name": "Amina Yusuf"},
            centre_name="Harbour College",
            sign_out_href="/sign-out",
            csrf_token=lambda: "x",
        )

    return app


def look(page: Page, name: str, label: str) -> int:
    """Photograph one page and print what axe and the ruler say; return how many faults there are."""
    page.goto(f"http://127.0.0.1:8123/{name}")
    page.screenshot(path=OUT / f"{name}-{label}-top.png")
    page.screenshot(path=OUT / f"{name}-{label}.png", full_page=True)
    over = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    found = Axe().run(page).response["violations"]
    for fault in found:
        print(
            name,
            label,
            fault["id"],
            [
                node["html"][:160] + str([a.get("data") for a in node["any"]])[:300]
                for node in fault["nodes"]
            ][:4],
        )
    if over:
        wide = page.evaluate(
            "[...document.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > innerWidth + 0.5 && !e.closest('.lp-scroll, .lp-offscreen, .govuk-visually-hidden')).map(e => e.tagName + '.' + e.className + '#' + e.id)"
        )
        print(name, label, "scrolls sideways by", over, wide[:6])
    return len(found) + (over > 0)


def main() -> int:
    """Draw, photograph, check."""
    OUT.mkdir(exist_ok=True)
    import logging  # noqa: PLC0415
    import threading  # noqa: PLC0415

    from werkzeug.serving import make_server  # noqa: PLC0415

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 8123, make_app(), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    faults = 0
    with sync_playwright() as p:
        flags = [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ]
        browser = p.chromium.launch(executable_path="/usr/bin/chromium", args=flags)
        for scheme in ("light", "dark"):
            for width in (1280, 360, 320):
                page = browser.new_page(
                    viewport={"width": width, "height": 800}, color_scheme=scheme
                )
                page.on("pageerror", lambda error: print("script:", error))
                page.on(
                    "console",
                    lambda said: print("console:", said.text) if said.type == "error" else None,
                )
                for name in ("parts", "form", "coverage", "bare"):
                    faults += look(page, name, f"{width}-{scheme}")
                page.close()
        browser.close()
    server.shutdown()
    print("faults:", faults)
    return faults


if __name__ == "__main__":
    sys.exit(main() > 0)
