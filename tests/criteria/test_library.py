"""A library gives the units that can be used, the centre's own first, and sees changes at once."""

import pytest

from portfolio.criteria.library import Library, NoSuchUnit, UnitNotAvailable


@pytest.fixture
def centre(tmp_path):
    place = tmp_path / "centre"
    place.mkdir()
    return place


def write(folder, name, text):
    """Write a unit file, named after the unit."""
    file = folder / f"{name}.yaml"
    file.write_text(text.replace("unit: small", f"unit: {name}"), encoding="utf-8")
    return file


def test_no_folder_and_an_empty_folder_hold_nothing(folder, tmp_path):
    library = Library.load([tmp_path / "nowhere", folder])
    assert library.units == {}
    assert library.problems == []


def test_a_broken_file_stops_only_its_unit(folder, small):
    write(folder, "good", small)
    broken = write(folder, "broken", small.replace('version: "1"', "version: 1"))
    library = Library.load([folder])

    assert list(library.units) == ["good"]
    assert list(library.broken) == ["broken"]
    assert [str(problem) for problem in library.problems] == [
        f'{broken}:3:10: Put this in quotes: "1". Every value is text.'
    ]
    with pytest.raises(UnitNotAvailable, match=r"broken\.yaml:3:10") as said:
        library.unit("broken")
    assert said.value.problems == tuple(library.problems)
    assert library.unit("good").title == "A small unit"


def test_an_unknown_unit_is_named(folder):
    with pytest.raises(NoSuchUnit, match=r"There is no unit elsewhere\.") as said:
        Library.load([folder]).unit("elsewhere")
    assert not isinstance(said.value, UnitNotAvailable)


@pytest.mark.parametrize("name", ["../small", "/etc/passwd", "", ".", "a\0b"])
def test_a_name_is_never_a_path(folder, small, name):
    write(folder.parent, "small", small)
    with pytest.raises(NoSuchUnit):
        Library.load([folder]).unit(name)


def test_the_centres_own_file_wins(centre, folder, small):
    write(folder, "small", small)
    write(folder, "other", small)
    write(centre, "small", small.replace("title: A small unit\nlevel", "title: Ours\nlevel"))
    library = Library.load([centre, folder])

    assert library.unit("small").title == "Ours"
    assert library.unit("other").title == "A small unit"


def test_a_broken_file_of_the_centre_never_falls_back_to_other_words(centre, folder, small):
    write(folder, "small", small)
    write(centre, "small", "unit: small\n")
    library = Library.load([centre, folder])

    assert library.units == {}
    assert list(library.broken) == ["small"]


def test_a_broken_shipped_file_that_the_centre_replaced_does_not_matter(centre, folder, small):
    write(folder, "small", "")
    write(centre, "small", small)
    assert Library.load([centre, folder]).problems == []


def test_changes_are_seen_without_a_restart(centre, folder, small):
    file = write(folder, "small", small)
    library = Library.load([centre, folder])
    before = library.unit("small")
    assert library.unit("small") is before

    write(folder, "small", small.replace('version: "1"', 'version: "22"'))
    assert library.unit("small").version == "22"

    write(centre, "small", small.replace('version: "1"', 'version: "3"'))
    assert library.unit("small").version == "3"

    (centre / "small.yaml").unlink()
    file.write_text("unit: [", encoding="utf-8")
    assert library.units == {}
    assert len(library.problems) == 1

    file.unlink()
    assert library.problems == []
    with pytest.raises(NoSuchUnit):
        library.unit("small")


def test_other_files_are_left_alone(folder, small):
    write(folder, "small", small)
    (folder / "schema.json").write_text("{}")
    (folder / ".small.yaml.swp").write_text("x")
    (folder / ".hidden.yaml").write_text("x")
    assert list(Library.load([folder]).units) == ["small"]
    assert Library.load([folder]).problems == []


def test_another_ending_is_noticed(folder, small):
    (folder / "small.yml").write_text(small)
    assert [problem.message for problem in Library.load([folder]).problems] == [
        "Call the file small.yaml, or the unit small."
    ]


def test_the_units_come_by_title(folder, small):
    write(folder, "a", small.replace("title: A small unit\nlevel", "title: Zebras\nlevel"))
    write(folder, "b", small.replace("title: A small unit\nlevel", "title: Apples\nlevel"))
    assert [unit.title for unit in Library.load([folder]).units.values()] == ["Apples", "Zebras"]
