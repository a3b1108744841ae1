"""What the log says above its lines."""

import pytest

from portfolio.handover.log.lines import heading


@pytest.mark.parametrize(
    ("handovers", "others", "is_filtered", "words"),
    [
        (0, 0, True, "Nothing found"),
        (0, 2, True, "No handover found"),
        (1, 0, False, "1 handover"),
        (1, 3, True, "1 handover found"),
        (1234, 0, False, "1,234 handovers"),
        (2, 0, True, "2 handovers found"),
    ],
)
def test_the_heading_counts_handovers(handovers, others, is_filtered, words):
    assert heading(handovers, others, is_filtered=is_filtered) == words
