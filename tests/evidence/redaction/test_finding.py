import time

import pytest

from portfolio.evidence.redaction.finding import DetailKind, find
from portfolio.evidence.redaction.pseudonyms import key_of
from portfolio.evidence.redaction.replacing import TextSpot, chosen, look_over
from tests.evidence.redaction.corpus import corpus, score

DETAILS = [
    ("I told Mrs O’Brien-Smith's son", DetailKind.NAME, "Mrs O’Brien-Smith"),
    ("Mr and Mrs Patel came", DetailKind.NAME, "Mr and Mrs Patel"),
    ("Mr & Mrs J. Patel came", DetailKind.NAME, "Mr & Mrs J. Patel"),
    ("guest Mr J. R. Müller left", DetailKind.NAME, "Mr J. R. Müller"),
    ("Dr. Ng-Lee’s bag", DetailKind.NAME, "Dr. Ng-Lee"),
    ("MRS PATEL CAME", DetailKind.NAME, "MRS PATEL"),
    ("mr patel wants it", DetailKind.NAME, "mr patel"),
    ("Mrs van der Berg rang", DetailKind.NAME, "Mrs van der Berg"),
    ("told customer Jane Smith that", DetailKind.NAME, "Jane Smith"),
    ("guest's name is Jose\u0301 A\u0301lvarez", DetailKind.NAME, "Jose\u0301 A\u0301lvarez"),
    ("Customer: Jane Smith", DetailKind.NAME, "Jane Smith"),
    ("Dear Jane, thank you", DetailKind.NAME, "Jane"),
    ("Jane Smith <jane@example.com>", DetailKind.NAME, "Jane Smith"),
    ("Mrs\u00a0Pa\u200btel rang", DetailKind.NAME, "Mrs\u00a0Pa\u200btel"),
    ("ring 07700 900123 today", DetailKind.PHONE, "07700 900123"),
    ("ring (07700) 900-123", DetailKind.PHONE, "(07700) 900-123"),
    ("ring +44 (0)7700 900 123", DetailKind.PHONE, "+44 (0)7700 900 123"),
    ("ring (0113) 496 0999", DetailKind.PHONE, "(0113) 496 0999"),
    ("ring (01134960999)", DetailKind.PHONE, "01134960999"),
    ("０７７００ ９００１２３", DetailKind.PHONE, "０７７００ ９００１２３"),
    ("07700\u200b900123", DetailKind.PHONE, "07700\u200b900123"),
    ("0 7 7 0 0 9 0 0 1 2 3", DetailKind.PHONE, "0 7 7 0 0 9 0 0 1 2 3"),
    ("+33 1 23 45 67 89 in Paris", DetailKind.PHONE, "+33 1 23 45 67 89"),
    ("phone: 567890", DetailKind.PHONE, "567890"),
    ("jane.smith@example.co.uk", DetailKind.EMAIL, "jane.smith@example.co.uk"),
    ("jane at example dot com", DetailKind.EMAIL, "jane at example dot com"),
    ("jane(at)example.com", DetailKind.EMAIL, "jane(at)example.com"),
    ("lives at LS1 4AP now", DetailKind.POSTCODE, "LS1 4AP"),
    ("lives at ls14ap now", DetailKind.POSTCODE, "ls14ap"),
    ("card 4111 1111 1111 1111 12/27", DetailKind.CARD, "4111 1111 1111 1111"),
    ("card 4111-1111-1111-1111", DetailKind.CARD, "4111-1111-1111-1111"),
    ("378282246310005", DetailKind.CARD, "378282246310005"),
    ("sort code 20-00-00", DetailKind.BANK, "20-00-00"),
    ("account no 55779911", DetailKind.BANK, "55779911"),
    ("GB82 WEST 1234 5698 7654 32 and so", DetailKind.IBAN, "GB82 WEST 1234 5698 7654 32"),
    ("NHS number 9434765919", DetailKind.NHS, "9434765919"),
    ("943 476 5919", DetailKind.NHS, "943 476 5919"),
    ("AB 12 34 56 C", DetailKind.INSURANCE, "AB 12 34 56 C"),
    ("NI number QQ 12 34 56 C", DetailKind.INSURANCE, "QQ 12 34 56 C"),
    ("booking ref BK-20931", DetailKind.REFERENCE, "BK-20931"),
    ("order 10023445 was late", DetailKind.REFERENCE, "10023445"),
    ("tracking number JD0123456789", DetailKind.REFERENCE, "JD0123456789"),
]

NONE = [
    "Dear Sir or Madam,", "I miss the bus", "Customer Service and Customer A", "customer Royal Mail",
    "QQ123456C is none", "order no. 2026-10-05", "at 16.45 on 05 10 2026, 05-10-2026 16.45",
    "09.30 10.15 11.45 12.30", "cost £1,250.00 and £07.50", "E1 2nd page", "50 ms later",
    "1234567890123456", "Order of steps: 1 2 3 4 5 6 7 8 9 10 11", "the customer I told",
    "room 1204, table 12, shelf B12", "phone 1 and card 1", "from 9 to 17:30 each day",
]  # fmt: skip

# Written as apprentices write: times, prices, dates, steps, product codes, rooms, colleagues' first names.
ORDINARY = """
My shift ended at 17.00 and Priya's began at 16:45, so we had 15 minutes on 05/10/2026. I showed Priya the booking for
room 214 and the order of steps on the board: 1 take the key, 2 check the safe, 3 ring the guest at 18:30. The customer
had paid £124.50 by card and was owed £12.00 back. Item SKU-4471-B was out of stock; we have 12 left in bay C14 and 200
in aisle 7. I wrote ticket 12 in the log and told Tom, our supervisor, by half past five. Tom said he would ring the
depot before 18.00. The parcel had been scanned at 09.12, 11.40 and 15.05. On Monday 12 October I checked with Priya in
person. She said the guest in 214 had got the key at 18.20. I asked Aisha and Ben to read back the three actions. Chapter
3.2 of our handbook says to do it within 24 hours. The temperature was 4.5 to 5.0 degrees in fridge 2. Model HP-2055dn
needs toner CE505A. The customer wanted delivery between 10 and 12. We had 3 calls, 14 e-mails and 2 complaints. I will
miss the Thursday meeting, so Sam takes it. Doctor appointments are booked on screen 4. The lift on floor 11 needs a new
part, 7 days. Miss a step and the customer waits. Order 66 chairs for hall 2. Call 2 people to help at table 15.
My colleague Mo took over the till with £200 float at 14:00; we counted 10 x £5, 5 x £10, 100 x £1. Version 2.10.1.
""".strip()


@pytest.mark.parametrize(("text", "kind", "detail"), DETAILS, ids=[detail[0] for detail in DETAILS])
def test_a_detail_is_found_just_where_it_stands(text, kind, detail):
    found = find(text)
    assert (kind, detail) in [(finding.kind, finding.text) for finding in found]
    assert all(text[finding.start : finding.end] == finding.text for finding in found)


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_detail_is_left_alone(text):
    assert find(text) == ()


def test_ordinary_writing_raises_nearly_nothing():
    assert len(ORDINARY.split()) > 200
    assert [finding.text for finding in find(ORDINARY)] == []


def test_on_labelled_texts_nearly_all_is_found_and_nearly_nothing_else():
    for half in (0, 1):
        found = score(corpus(half))
        assert found.precision >= 0.9, found.wrong
        assert found.recall >= 0.8, found.missed


def test_a_name_is_found_again_without_its_title():
    found = find("Mrs Patel rang. I told Priya that Patel was cross; Price rose. Then patel left.")
    assert [finding.text for finding in found] == ["Mrs Patel", "Patel"]


def test_the_same_detail_has_the_same_name_in_all_texts():
    spots = [
        TextSpot("1", "a", "Mrs Patel (07700 900123), booking ref BK-20931; Mr Ng came."),
        TextSpot(
            "2",
            "b",
            "Mr Patel on +44 7700 900123 and 0044 7700 900 123; BK20931; Jane Patel, Ms Ng",
        ),
        TextSpot("3", "c", "Jane Smith", ("Customer",)),
        TextSpot("4", "d", "7700900123", ("Phone",)),
    ]
    known, pairs = look_over(spots)
    replacer = chosen(pairs, known, (), [spot.text for spot in spots])
    assert [replacer.text(spot.text, spot.labels) for spot in spots] == [
        "Customer A (phone 1), booking ref reference 1; Customer B came.",
        "Customer A on phone 1 and phone 1; reference 1; Customer A, Customer B",
        "Customer C",
        "phone 1",
    ]


def test_names_given_earlier_are_not_given_again():
    spots = [TextSpot("1", "a", "Customer A knew Mr Singh; phone 1 and 07700 900123")]
    known, pairs = look_over(spots)
    assert chosen(pairs, known, (), [spots[0].text]).text(spots[0].text) == (
        "Customer A knew Customer B; phone 1 and phone 2"
    )


def test_what_is_kept_teaches_nothing():
    spots = [TextSpot("1", "a", "Mr Tom Hill and Hill; ring Mrs Ray")]
    _known, pairs = look_over(spots, [key_of(DetailKind.NAME, "Mr Tom Hill")])
    assert [finding.text for _spot, finding in pairs] == ["Mrs Ray"]


HOSTILE = {
    "digits": "1 ", "fours": "4 ", "dots": "1.", "at": "@", "a at": "a@", "spelt": "a at a dot ",
    "titles": "Mr ", "initials": "Mr A ", "particles": "van ", "brackets": "1(", "codes": "A1 ",
    "cues": "account ", "cue and room": "account" + " " * 30, "roles": "customer name : ",
    "known": "Mr Jane Jane ", "dashes": "-a", "ibans": "GB82 ", "quotes": "O'O'-", "angles": "a b <",
    "unseen": "0\u200b7\u00a0", "wide": "４１", "combined": "e\u0301 ",
}  # fmt: skip


def seconds(text: str) -> float:
    begun = time.process_time()
    find(text, {"jane"})
    return time.process_time() - begun


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
def test_four_times_the_hostile_text_takes_far_less_than_sixteen_times_as_long(unit):
    """A ratio of two runs, not a clock: four is linear, sixteen would be quadratic."""
    small, large = (unit * (size // len(unit)) for size in (6_000, 24_000))
    best = min(seconds(large) / max(seconds(small), 1e-3) for _try in range(3))
    assert best < 12
