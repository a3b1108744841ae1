"""Writes docs/settings.md from the settings themselves: `python -m tests.house.settings > docs/settings.md`."""

from portfolio.base.config import PREFIX, SETTINGS

HEAD = """# Settings

Every setting is an environment variable. None is needed: without any, everything lies in `./portfolio-home`. A value that
can't be used stops the start with a sentence that names the setting. (This page is written by
`python -m tests.house.settings > docs/settings.md`.)

| variable | without it | what it is for |
|---|---|---|
"""


def page() -> str:
    """Return the page of all settings."""
    rows = [
        f"| `{PREFIX}{one.name}` | {f'`{one.default}`' if one.default else '–'} | {one.purpose} |\n"
        for one in SETTINGS
    ]
    return HEAD + "".join(rows)


if __name__ == "__main__":
    print(page(), end="")
