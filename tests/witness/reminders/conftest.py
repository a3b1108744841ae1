"""An application whose mail leaves."""

import pytest

from tests.journeys.house import free_port
from tests.one_app import close
from tests.witness.reminders.days import restarted


@pytest.fixture
def port():
    return free_port()


@pytest.fixture
def sending(app, engine, port):
    """The application again, with a mail server that may or may not be there."""
    again = restarted(app, port)
    with again.app_context():
        yield again
    close(again)
