"""The language of what a witness reads: English, or another that the centre has a catalogue for.

A centre puts a compiled gettext catalogue into `translations/<language>/LC_MESSAGES/messages.mo` in its
home, beside its own templates/ and criteria/; `scripts/translations` writes the template to translate
(`messages.pot`), and any gettext editor makes the rest. Only views that say `@in_their_language` speak it,
because only their pages, and the mails written in them, are translated as a whole.

- In templates: `{% trans %}…{% endtrans %}` and `_('…')`, with named values: `_('Hello %(name)s', name=…)`.
- In Python: `from portfolio.base.translating import gettext as _`, the same way.
- Words that stand in a class or a constant (a label, a choice, an error): `mark('…')` of `base/marked.py`;
  they are translated where they are shown: by the macros of `templates/parts/` (the filter `in_words`), by `_()`.
- Dates are written by the language's own rules (CLDR, by Babel), without a word in the catalogue.
- What the page's script says is given to it by the layout (`SCRIPT_WORDS`).
- A mail that no request of its reader caused: `with speaking(wanted_language()):`.
"""

import gettext as catalogues
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from babel import Locale, UnknownLocaleError
from flask import Flask, current_app, has_app_context, has_request_context, request
from markupsafe import Markup, escape

from portfolio.base import clock
from portfolio.base.formatting import BRITISH, long_date, plural
from portfolio.base.translation_marker import mark

ENGLISH = "en"
FOLDER = "translations"
SHOWN_AS = {ENGLISH: "en-GB"}
SCRIPT_WORDS = {
    "saved": mark("Saved {when}"),
    "clash": mark("This draft was changed in another window. Nothing is lost."),
    "both": mark("See both versions"),
    "offline": mark("Not saved yet: you are offline. Your words are kept on this device."),
    "refused": mark(
        "Not saved yet. Your words are kept on this device. Use the save button to see what is wrong."
    ),
    "full": mark(
        "Not saved yet, and this device cannot keep your words. Copy them before you leave this page."
    ),
    "unsent": mark("Unsent words"),
    "kept": mark("This device still has words from {when} that may not have been saved."),
    "back": mark("Bring back my unsent words"),
    "discard": mark("Discard"),
}
"""What `frontend/src/saying.js` says on these pages, by its names."""
View = TypeVar("View", bound=Callable[..., Any])
_language: ContextVar[str | None] = ContextVar("language", default=None)


def in_their_language(view: View) -> View:
    """State that a view's page, and the mails it causes, are translated as a whole."""
    view.in_their_language = True  # type: ignore[attr-defined]
    return view


def open_translations(app: Flask, home: Path) -> None:
    """Load the centre's catalogues. One that can't be read is logged and left out."""
    app.extensions["translations"] = _load(app, home / FOLDER)


def prepare_translations(app: Flask) -> None:
    """Let templates translate."""
    env = app.jinja_env
    env.add_extension("jinja2.ext.i18n")
    env.policies["ext.i18n.trimmed"] = True
    env.install_gettext_callables(_plain, _plain_plural, newstyle=True)  # type: ignore[attr-defined]
    env.filters |= {
        "in_words": in_words,
        "spoken_date": spoken_date,
        "spoken_time": spoken_time,
    }
    env.globals |= {"page_language": page_language, "script_words": script_words}


def _load(app: Flask, folder: Path) -> dict[str, catalogues.GNUTranslations]:
    found = {}
    for path in sorted(folder.glob("*/LC_MESSAGES/messages.mo")):
        try:
            with path.open("rb") as file:
                found[path.parent.parent.name] = catalogues.GNUTranslations(file)
        except (OSError, ValueError, UnicodeError):
            app.logger.warning("This translation can't be read and is left out: %s", path)
    return found


def languages() -> dict[str, catalogues.GNUTranslations]:
    """Return the catalogues that this centre has, by language."""
    return current_app.extensions["translations"] if has_app_context() else {}


def wanted_language() -> str:
    """Return the language that the browser asks for among those there are, else English."""
    if not has_request_context():
        return ENGLISH
    there = {name.replace("_", "-").lower(): name for name in (ENGLISH, *languages())}
    for wish, quality in request.accept_languages:
        tag = wish.lower()
        named = there.get(tag) or there.get(tag.partition("-")[0])
        if named and quality > 0:
            return named
    return ENGLISH


def language() -> str:
    """Return the language that is spoken now."""
    chosen = _language.get()
    if chosen is not None:
        return chosen
    if not has_request_context():
        return ENGLISH
    view = current_app.view_functions.get(request.endpoint or "")
    return wanted_language() if getattr(view, "in_their_language", False) else ENGLISH


@contextmanager
def speaking(chosen: str) -> Iterator[None]:
    """Speak a language inside the block, such as while a mail is written."""
    token = _language.set(chosen)
    try:
        yield
    finally:
        _language.reset(token)


def page_language() -> str:
    """Return what the page's `lang` says."""
    spoken = language()
    return SHOWN_AS.get(spoken, spoken.replace("_", "-"))


def in_words(text: Any) -> Any:
    """Return some words in the language spoken now; what isn't in the catalogue stays as it is."""
    return _plain(text) if isinstance(text, str) and not isinstance(text, Markup) else text


def _plain(text: str) -> str:
    known = languages().get(language())
    # The empty text stands for the catalogue's own header.
    return known.gettext(text) if known and text else text


def _plain_plural(one: str, many: str, number: int) -> str:
    known = languages().get(language())
    return known.ngettext(one, many, number) if known else plural(number, one, many)


def gettext(text: str, **values: object) -> str:
    """Return a sentence in the language spoken now, with its named values filled in."""
    return _plain(text) % values if values else _plain(text)


def spoken_date(value: date | datetime) -> str:
    """Return a date as people write it in the language spoken now: 3 November 2026."""
    return long_date(clock.day_of(value), _locale(language()))


@cache
def _locale(spoken: str) -> Locale:
    """Return what CLDR knows of a language; for one that it doesn't know dates are British."""
    try:
        return BRITISH if spoken == ENGLISH else Locale.parse(spoken.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        return BRITISH


def spoken_time(moment: datetime) -> str:
    """Return a moment as people write it: 3 November 2026 at 14:05 (the centre's time)."""
    return gettext(
        "%(date)s at %(time)s", date=spoken_date(moment), time=f"{clock.local(moment):%H:%M}"
    )


def script_words() -> Markup:
    """Return an attribute with what the page's script says, when it isn't English; else nothing."""
    if language() == ENGLISH:
        return Markup()
    said = {name: _plain(words) for name, words in SCRIPT_WORDS.items()}
    return Markup(' data-words="%s"') % escape(json.dumps(said, ensure_ascii=False))
