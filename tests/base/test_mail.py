"""Mail is a row that leaves once, by SMTP or into files; a link's secret is kept only until then."""

import email
import email.policy
import socket
import ssl
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlalchemy import select, text

from portfolio.base import clock, jobs
from portfolio.base.db import db, write
from portfolio.base.jobs import Job
from portfolio.base.link_secrets import mint
from portfolio.base.mailing.mail import LINK_PLACE, OutgoingMail, one_line, post
from portfolio.base.sealed_text import seal, unseal
from tests.conftest import app_at
from tests.one_app import close


class Postman:
    """What an SMTP server does here: keeps messages, or refuses addresses as it is told."""

    def __init__(self) -> None:
        self.messages = []
        self.refuse = {}

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802 -- aiosmtpd's name
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 -- aiosmtpd's name
        self.messages.append(
            email.message_from_bytes(envelope.content, policy=email.policy.default)
        )
        return "250 OK"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def serving(port):
    postman = Postman()
    controller = Controller(postman, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield postman
    finally:
        controller.stop()


@pytest.fixture
def port():
    return free_port()


@pytest.fixture
def sending(app, port):
    """The application again, with a mail server that may or may not be there."""
    home = app.config["HOME"]
    again = app_at(home, SMTP_URL=f"smtp://127.0.0.1:{port}")
    with again.app_context():
        yield again
    close(again)


def put(**changes):
    given = {
        "to": "priya@depot.example",
        "subject": "Please tell us what you saw",
        "body": "Hello\n",
    }
    with write() as session:
        return post(session, **(given | changes)).id


def row(mail_id) -> OutgoingMail:
    db.session.rollback()
    return db.session.get_one(OutgoingMail, mail_id, populate_existing=True)


def in_files(app) -> list[email.message.EmailMessage]:
    """Read the messages of the file mailbox (flask-mailman parts them by a line of dashes)."""
    mailbox = Path(app.config["HOME"]) / "mailbox"
    files = sorted(mailbox.iterdir(), key=lambda path: path.stat().st_mtime_ns)
    texts = [file.read_text() for file in files]
    parts = [part for whole in texts for part in whole.split("-" * 79) if part.strip()]
    return [email.message_from_string(part.lstrip(), policy=email.policy.default) for part in parts]


def bytes_on_disk(app) -> bytes:
    home = Path(app.config["HOME"])
    return b"".join(path.read_bytes() for path in sorted(home.iterdir()) if ".db" in path.name)


def test_a_message_leaves_once_with_its_own_id(sending, port):
    mail_id = put(subject="Grüße aus Fellside", body="Zeile eins\n\nÜbergabe\n")
    with serving(port) as postman:
        jobs.run_waiting()
        jobs.run_waiting()
        (message,) = postman.messages
    assert message["Subject"] == "Grüße aus Fellside"
    assert message["To"] == "priya@depot.example"
    assert message["From"] == "portfolio@localhost"
    assert message["Message-ID"] == row(mail_id).message_id
    assert "Übergabe" in message.get_content()
    assert row(mail_id).sent_at is not None


def test_while_the_server_is_away_mail_waits_and_says_so_then_leaves_once(sending, port):
    mail_id = put()
    kept_id = row(mail_id).message_id
    jobs.run_waiting()
    waiting = db.session.scalar(select(Job).where(Job.status == "queued"))
    assert "mail server could not be reached" in waiting.words
    assert row(mail_id).sent_at is None
    with serving(port) as postman, clock.at(clock.now() + timedelta(minutes=3)):
        jobs.sweep()
        jobs.sweep()
        assert [message["Message-ID"] for message in postman.messages] == [kept_id]
    assert row(mail_id).sent_at is not None


@pytest.mark.parametrize(
    ("answer", "status", "words"),
    [("550 no such person", "failed", "refused this address"), ("451 later", "queued", "not take")],
)
def test_a_refused_address_is_said_and_a_greylisted_one_is_tried_again(
    sending, port, answer, status, words
):
    put()
    with serving(port) as postman:
        postman.refuse["priya@depot.example"] = answer
        jobs.run_waiting()
    job = db.session.scalar(select(Job).order_by(Job.created_at.desc()).limit(1))
    assert job.status == status
    assert words in job.words


def test_without_a_server_messages_lie_in_files_that_only_the_owner_reads(app, context):
    before = len(in_files(app))
    put(body="Open {link} please\n", link="https://here.example/w/secret")
    jobs.run_waiting()
    message = in_files(app)[-1]
    assert len(in_files(app)) == before + 1
    assert message["To"] == "priya@depot.example"
    assert "Open https://here.example/w/secret please" in message.get_content()


def test_the_mailbox_is_closed_to_others(tmp_path):
    fresh = app_at(tmp_path / "home")
    assert (tmp_path / "home" / "mailbox").stat().st_mode & 0o077 == 0
    assert (tmp_path / "home").stat().st_mode & 0o077 == 0
    close(fresh)


def test_a_links_secret_is_never_in_the_database_and_not_even_sealed_once_it_is_sent(app, context):
    secret = mint().text
    mail_id = put(body=f"Open {LINK_PLACE}\n", link=f"https://here.example/w/{secret}")
    sealed = row(mail_id).sealed_link
    assert unseal(sealed).endswith(secret)
    assert secret.encode() not in bytes_on_disk(app)
    assert sealed.encode() in bytes_on_disk(app)
    jobs.run_waiting()
    assert row(mail_id).sealed_link is None
    db.session.rollback()
    db.session.close()
    assert secret.encode() not in bytes_on_disk(app)
    _fold_the_log_in(app)
    assert sealed.encode() not in bytes_on_disk(app)


def _fold_the_log_in(app) -> None:
    with db.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")


@pytest.mark.both_engines
def test_a_message_is_not_there_when_its_change_is_not_kept(context):
    with pytest.raises(RuntimeError), write() as session:
        post(session, to="a@b.example", subject="s", body="b")
        raise RuntimeError
    wanted = select(OutgoingMail).where(OutgoingMail.recipient == "a@b.example")
    assert db.session.scalars(wanted).all() == []


@pytest.mark.parametrize("breaker", ["\n", "\r\n", "\r", "\u2028", "\x00", "\x85"])
def test_line_breaks_never_make_a_header(app, context, breaker):
    put(
        to=f"priya@depot.example{breaker}Bcc: everybody@evil.example",
        subject=f"Hello{breaker}Bcc: everybody@evil.example",
    )
    jobs.run_waiting()
    message = in_files(app)[-1]
    assert message["Bcc"] is None
    assert "Hello" in message["Subject"]


def test_one_line_keeps_words():
    assert one_line("  two\r\nlines\tand\x00more ") == "two lines and more"


@pytest.mark.both_engines
def test_a_sealed_link_needs_this_installations_key(app, context, tmp_path):
    sealed = seal("https://here.example/w/secret")
    with write() as session:
        mail_id = post(session, to="a@b.example", subject="s", body="b", link="https://x/y").id
    stored = db.session.scalar(select(OutgoingMail.sealed_link).where(OutgoingMail.id == mail_id))
    assert "https" not in stored
    assert "https" not in sealed
    db.session.execute(text("select 1"))


def certificate_of_nobody(folder: Path) -> ssl.SSLContext:
    """A server's certificate for 127.0.0.1 that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(clock.now() - timedelta(days=1))
        .not_valid_after(clock.now() + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    (folder / "both.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "both.pem")
    return context


def test_a_server_that_nobody_vouches_for_gets_nothing(app, tmp_path, port):
    again = app_at(app.config["HOME"], SMTP_URL=f"smtp://127.0.0.1:{port}")
    again.extensions["mailman"].use_tls = True  # as for port 587
    postman = Postman()
    tls = certificate_of_nobody(tmp_path)
    controller = Controller(postman, hostname="127.0.0.1", port=port, tls_context=tls)
    controller.start()
    try:
        with again.app_context():
            mail_id = put()
            jobs.run_waiting()
            assert row(mail_id).sent_at is None
            waiting = db.session.scalar(select(Job).where(Job.status == "queued"))
            assert "tried again" in waiting.words
    finally:
        controller.stop()
        close(again)
    assert postman.messages == []


def test_headers_leave_with_the_message_and_hold_its_link_only_then(sending, port):
    address = f"https://here.example/stop/{mint().text}{'x' * 120}"
    mail_id = put(
        body="Stop: {link}\n",
        link=address,
        headers={"List-Unsubscribe": "<{link}>", "X-Two": "a\nb"},
    )
    assert row(mail_id).headers == {"List-Unsubscribe": "<{link}>", "X-Two": "a b"}
    with serving(port) as postman:
        jobs.run_waiting()
        (message,) = postman.messages
    assert message["List-Unsubscribe"].strip() == f"<{address}>"
    assert message["X-Two"] == "a b"
    assert f"Stop: {address}" in message.get_content()
    assert "{link}" in row(mail_id).body
