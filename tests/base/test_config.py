"""Settings: a value that can't be used is a sentence, and the key in the home is made once, for its owner."""

import os
import subprocess
import sys

import pytest

from portfolio.base.settings.config import SETTINGS, WrongSetting, read_settings
from portfolio.base.settings.setting_checks import PREFIX


def test_nothing_set_is_enough(tmp_path):
    settings = read_settings({}, HOME=str(tmp_path / "home"))
    home = settings.home
    assert settings.database_url == f"sqlite:///{home}/portfolio.db"
    assert settings.jobs_url == f"sqlite:///{home}/jobs.db"
    assert settings.files_url == f"{home}/files"
    assert settings.exports_folder == home / "finished"
    assert (settings.demonstration, settings.proxies, settings.smtp_url) == (False, 0, "")
    assert home.stat().st_mode & 0o077 == 0


def test_the_environment_is_read_and_overridden(tmp_path):
    environ = {
        "PORTFOLIO_HOME": str(tmp_path / "one"),
        "PORTFOLIO_PUBLIC_URL": "https://a.example/",
    }
    assert read_settings(environ).home == tmp_path / "one"
    assert read_settings(environ, HOME=str(tmp_path / "two")).home == tmp_path / "two"
    assert read_settings(environ).public_url == "https://a.example"


def test_an_empty_setting_is_the_same_as_none(tmp_path):
    environ = {PREFIX + setting.name: "" for setting in SETTINGS}
    settings = read_settings(environ, HOME=str(tmp_path))
    assert settings.time_zone == "Europe/London"


WRONG = [
    ("DATABASE_URL", "portfolio.db"),
    ("DATABASE_URL", "mysql://host/name"),
    ("DATABASE_URL", "postgresql://host:port/name"),
    ("JOBS_URL", "jobs.db"),
    ("JOBS_URL", "amqp://host"),
    ("PUBLIC_URL", "portfolio.example.org"),
    ("PUBLIC_URL", "https://"),
    ("PUBLIC_URL", "https://a.example:nine"),
    ("PUBLIC_URL", "https://a.example/portfolio"),
    ("PUBLIC_URL", "javascript://a.example"),
    ("SMTP_URL", "mail.example.org"),
    ("SMTP_URL", "http://mail.example.org"),
    ("SMTP_URL", "smtp://"),
    ("SMTP_URL", "smtp://mail.example.org:post"),
    ("MAIL_FROM", "nobody"),
    ("MAIL_FROM", "a@b.example\nBcc: c@d.example"),
    ("SECRET_KEY", "short"),
    ("TIME_ZONE", "Fellside"),
    ("TIME_ZONE", "../../etc/passwd"),
    ("DEMONSTRATION", "yes"),
    ("PROXIES", "-1"),
    ("REMINDERS_HOUR", "24"),
    ("REMINDERS_HOUR", "7:30"),
    ("PROXIES", "one"),
    ("PROXIES", "²"),
]


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_a_wrong_value_is_a_sentence_that_names_the_setting(tmp_path, name, value):
    with pytest.raises(WrongSetting) as caught:
        read_settings({PREFIX + name: value}, HOME=str(tmp_path))
    sentence = str(caught.value)
    assert PREFIX + name in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence


def test_all_wrong_settings_are_said_at_once_each_on_its_line(tmp_path):
    (tmp_path / "file").write_text("x")
    latest = {PREFIX + name: value for name, value in WRONG}
    with pytest.raises(WrongSetting) as caught:
        read_settings(latest, HOME=str(tmp_path / "file"))
    lines = str(caught.value).splitlines()
    assert len(lines) == len(latest) + 1
    for name in (*latest, "PORTFOLIO_HOME"):
        assert len([line for line in lines if name in line]) == 1, name
    assert all(line.endswith(".") for line in lines)


def test_no_password_is_repeated(tmp_path):
    environ = {
        "PORTFOLIO_SMTP_URL": "http://u:hidden@mail.example.org",
        "PORTFOLIO_DATABASE_URL": "mysql://u:hidden@host/name",
        "PORTFOLIO_JOBS_URL": "amqp://u:hidden@host",
        "PORTFOLIO_SECRET_KEY": "hidden",
    }
    with pytest.raises(WrongSetting) as caught:
        read_settings(environ, HOME=str(tmp_path))
    assert "hidden" not in str(caught.value)
    right = {
        "PORTFOLIO_SMTP_URL": "smtp://u:hidden@mail.example.org",
        "PORTFOLIO_DATABASE_URL": "postgresql://u:hidden@host/name",
        "PORTFOLIO_JOBS_URL": "redis://u:hidden@host",
        "PORTFOLIO_SECRET_KEY": "hidden" * 5,
    }
    assert "hidden" not in repr(read_settings(right, HOME=str(tmp_path)))


@pytest.fixture
def vault(tmp_path):
    """A secrets folder, with the variable that names it."""
    folder = tmp_path / "secrets"
    folder.mkdir()
    return folder, {"PORTFOLIO_SECRETS_DIR": str(folder)}


def test_a_file_of_the_secrets_folder_is_a_setting(tmp_path, vault):
    folder, environ = vault
    (folder / "portfolio_secret_key").write_text("a key from a file\n")
    (folder / "PORTFOLIO_PROXIES").write_text("3")
    (folder / "secret_key").write_text("what another program keeps there")
    settings = read_settings(environ, HOME=str(tmp_path))
    assert (settings.secret_key, settings.proxies) == ("a key from a file", 3)
    assert not (tmp_path / "secret.key").exists()


def test_the_environment_comes_before_a_file_and_an_override_before_both(tmp_path, vault):
    folder, environ = vault
    (folder / "portfolio_smtp_url").write_text("smtp://file.example")
    (folder / "portfolio_proxies").write_text("3")
    environ |= {"PORTFOLIO_PROXIES": "2", "PORTFOLIO_SMTP_URL": ""}
    assert read_settings(environ, HOME=str(tmp_path)).smtp_url == "smtp://file.example"
    assert read_settings(environ, HOME=str(tmp_path)).proxies == 2
    assert read_settings(environ, HOME=str(tmp_path), PROXIES="1").proxies == 1
    assert not read_settings(environ, HOME=str(tmp_path), SMTP_URL="").smtp_url


def test_a_wrong_file_is_said_with_the_other_wrong_settings(tmp_path, vault):
    folder, environ = vault
    (folder / "portfolio_secret_key").write_text("short")
    with pytest.raises(WrongSetting) as caught:
        read_settings(environ | {"PORTFOLIO_PROXIES": "one"}, HOME=str(tmp_path))
    key, proxies = str(caught.value).splitlines()
    assert "PORTFOLIO_SECRET_KEY" in key
    assert "PORTFOLIO_PROXIES" in proxies


def test_a_secrets_folder_that_is_not_there_is_a_sentence(tmp_path):
    with pytest.raises(WrongSetting, match="PORTFOLIO_SECRETS_DIR must be a folder"):
        read_settings({"PORTFOLIO_SECRETS_DIR": str(tmp_path / "none")}, HOME=str(tmp_path))


@pytest.mark.parametrize("how", ["outside", "folder", "bytes"])
def test_a_file_that_can_not_be_taken_is_a_sentence_never_left_out(tmp_path, vault, how):
    folder, environ = vault
    secret = folder / "portfolio_secret_key"
    if how == "outside":
        (tmp_path / "key").write_text("a key from elsewhere")
        secret.symlink_to(tmp_path / "key")
    elif how == "folder":
        secret.mkdir()
    else:
        secret.write_bytes(b"\xff" * 20)
    with pytest.raises(WrongSetting, match="PORTFOLIO_SECRETS_DIR") as caught:
        read_settings(environ, HOME=str(tmp_path))
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value", "attribute", "becomes"),
    [
        ("DATABASE_URL", "postgres://u:p@h/n", "database_url", "postgresql+psycopg://u:p@h/n"),
        ("DATABASE_URL", "sqlite:////f/a.db", "database_url", "sqlite:////f/a.db"),
        ("JOBS_URL", "redis://h:6379/1", "jobs_url", "redis://h:6379/1"),
        ("SMTP_URL", "smtp://u:p%40@h:587", "smtp_url", "smtp://u:p%40@h:587"),
        ("PUBLIC_URL", "http://127.0.0.1:9000/", "public_url", "http://127.0.0.1:9000"),
        ("MAIL_FROM", "Fellside <a@b.example>", "mail_from", "Fellside <a@b.example>"),
        ("DEMONSTRATION", "1", "demonstration", True),
        ("DEMONSTRATION", "0", "demonstration", False),
        ("PROXIES", "2", "proxies", 2),
        ("REMINDERS_HOUR", "0", "reminders_hour", 0),
        ("TIME_ZONE", "Asia/Kolkata", "time_zone", "Asia/Kolkata"),
    ],
)
def test_a_right_value_is_taken(tmp_path, name, value, attribute, becomes):
    settings = read_settings({PREFIX + name: value}, HOME=str(tmp_path))
    assert getattr(settings, attribute) == becomes


def test_a_home_that_is_a_file_is_a_sentence(tmp_path):
    (tmp_path / "file").write_text("x")
    for home in (tmp_path / "file", tmp_path / "file" / "home"):
        with pytest.raises(WrongSetting, match="PORTFOLIO_HOME"):
            read_settings({}, HOME=str(home))


def test_the_key_is_made_once_and_only_for_its_owner(tmp_path):
    first = read_settings({}, HOME=str(tmp_path)).secret_key
    assert read_settings({}, HOME=str(tmp_path)).secret_key == first
    assert len(first) >= 64
    assert (tmp_path / "secret.key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret.key"]


def test_a_damaged_key_is_a_sentence_and_stays(tmp_path):
    (tmp_path / "secret.key").write_text("")
    with pytest.raises(WrongSetting, match="damaged"):
        read_settings({}, HOME=str(tmp_path))
    assert (tmp_path / "secret.key").read_text() == ""


MANY = """
import os, sys
from portfolio.base.settings.config import read_settings
keys = set()
for number in range(int(sys.argv[2])):
    sys.stdin.readline()
    print(read_settings({}, HOME=f"{sys.argv[1]}/{number}").secret_key, flush=True)
"""


def test_processes_that_start_at_once_agree_on_the_key(tmp_path):
    """Each of two processes makes the same forty homes at the same moments."""
    homes = 40
    both = [
        subprocess.Popen(
            [sys.executable, "-c", MANY, str(tmp_path), str(homes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONHASHSEED": "0"},
        )
        for _ in range(2)
    ]
    with both[0] as one, both[1] as other:
        for _ in range(homes):
            for each in (one, other):
                each.stdin.write(b"go\n")
            for each in (one, other):
                each.stdin.flush()
            key = one.stdout.readline()
            assert len(key) > 64
            assert other.stdout.readline() == key
