"""Writes docs/settings.md from the settings themselves: `python -m tests.house.settings > docs/settings.md`."""

from portfolio.base.settings.config import SETTINGS
from portfolio.base.settings.setting_checks import PREFIX

HEAD = """# Settings

Every setting is an environment variable. None is needed: without any, everything lies in `./portfolio-home`. Values that
can't be used stop the start, with a sentence for each that names the setting. (This page is written by
`python -m tests.house.settings > docs/settings.md`.)

What should not stand in the environment, such as a key or an address with a password, can be a file of a secrets folder:
`PORTFOLIO_SECRETS_DIR=/run/secrets` lets the file `portfolio_secret_key` in it hold the secret key. A file is named like the
variable, in capitals or not, and holds nothing but the value. The environment comes before it, the command line before both.

| variable | without it | what it is for |
|---|---|---|
"""


def page() -> str:
    """Return the page of all settings."""
    rows = [
        f"| `{PREFIX}{setting.name}` | {f'`{setting.default}`' if setting.default else '–'} | {setting.purpose} |\n"
        for setting in SETTINGS
    ]
    return HEAD + "".join(rows)


if __name__ == "__main__":
    print(page(), end="")
