"""Whatever stands in a file, the answer is a unit or problems with places, never a crash."""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio.criteria.loader import read

FILE = Path("small.yaml")
SPICE = st.sampled_from(
    [
        *(
            "&a ",
            "*a",
            "!!int ",
            "!x ",
            "- ",
            "? ",
            ": ",
            "[",
            "]",
            "{",
            "}",
            "|\n",
            ">-\n",
            "'",
            '"',
            "#",
        ),
        *(
            "%YAML 1.1\n",
            "---\n",
            "...\n",
            "\t",
            "\0",
            "\x85",
            "\u2028",
            "\ufeff",
            "\ud7ff",
            "~",
            "<<: ",
        ),
        *(
            '"\\UFFFFFFFF"',
            '"\\uD800"',
            '"\\x00"',
            "1.10",
            "no",
            "12:30",
            "1e999",
            "=",
            "\r",
            "\n  ",
        ),
    ]
)


def answered(data):
    """Return the outcome, having checked that it is a unit or problems with real places."""
    loaded = read(data, FILE)
    assert (loaded.unit is None) == bool(loaded.problems)
    for problem in loaded.problems:
        assert problem.line >= 1
        assert problem.column >= 1
        assert problem.line <= data.count(b"\n") + data.count(b"\r") + 2
        assert problem.message.endswith((".", "?", "…"))
        assert "\n" not in problem.message
    assert list(loaded.problems) == sorted(set(loaded.problems))
    return loaded


@given(st.binary(max_size=300))
def test_any_bytes(data):
    answered(data)


@given(st.text(max_size=300))
def test_any_text(text):
    answered(text.encode("utf-8", "surrogatepass"))


@given(st.lists(st.one_of(SPICE, st.text(max_size=5)), max_size=40))
def test_any_heap_of_yaml(parts):
    answered("".join(parts).encode("utf-8", "surrogatepass"))


@given(data=st.data())
@settings(max_examples=150)
def test_a_good_file_with_anything_put_into_it(data):
    small = SMALL
    at = data.draw(st.integers(0, len(small)))
    until = data.draw(st.integers(at, min(len(small), at + 40)))
    put_in = data.draw(st.one_of(SPICE, st.text(max_size=8)))
    answered((small[:at] + put_in + small[until:]).encode("utf-8", "surrogatepass"))


@given(st.recursive(st.text(max_size=4), lambda inner: st.lists(inner, max_size=4), max_leaves=20))
def test_any_shape_at_any_key(shape):
    for key in ("source", "concepts", "tips", "stages", "criteria", "pitfalls"):
        answered(f"unit: small\n{key}: {_flow(shape)}\n".encode("utf-8", "surrogatepass"))


def _flow(shape):
    if isinstance(shape, str):
        return "'" + shape.replace("'", "''") + "'"
    return "[" + ", ".join(_flow(part) for part in shape) + "]"


SMALL = (Path(__file__).parent / "small.yaml").read_text(encoding="utf-8")
