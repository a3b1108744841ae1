"""The picture of the floors is drawn from the contracts."""

from tests.house.floors import ROOT, contracts, picture


def test_the_picture_of_the_floors_is_drawn_from_the_contracts():
    there = (ROOT / "docs" / "floors.svg").read_text()
    assert there == picture(), "Renew it: python -m tests.house.floors > docs/floors.svg"


def test_every_floor_is_in_the_picture():
    drawn = picture()
    for floors in contracts().values():
        for siblings in floors:
            for name in siblings:
                assert f">{name}</text>" in drawn
