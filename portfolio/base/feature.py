"""What the ground floor hangs on itself: mail as a job, triggers around an upgrade."""

from portfolio.base import append_only
from portfolio.base.jobs import daily, job
from portfolio.base.mailing import sending
from portfolio.base.mailing.mail import SENDING
from portfolio.base.registration import Feature
from portfolio.base.schema import after_upgrade, before_upgrade

FEATURE = Feature(
    "base",
    registrations=(
        before_upgrade(append_only.take_down),
        after_upgrade(append_only.put_up),
        job(SENDING, sending.send),
        daily("send mail again", sending.send_again),
    ),
)
