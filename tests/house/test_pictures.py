"""The README's pictures are there, and show what the product looks like now."""

from tests.house.drawn_from import PICTURES, ROOT, drawn_from


def test_the_pictures_show_what_there_is():
    assert (PICTURES / "drawn_from.txt").read_text() == drawn_from(), (
        "A page that the README shows was changed. Take the pictures again: python -m tests.house.pictures"
    )


def test_the_readme_shows_all_three():
    words = (ROOT / "README.md").read_text()
    for name in ("capture", "coverage", "portfolio"):
        assert f"docs/pictures/{name}.png" in words
        assert (PICTURES / f"{name}.png").stat().st_size > 10_000
