"""Templates share the environment's globals, and one with its own keeps them to itself."""

import pytest
from jinja2 import DictLoader

from portfolio.base.web.templating import SharedGlobals

FILES = {
    "page.html": "{% import 'part.html' as part %}{{ part.said() }} {{ word }}",
    "part.html": "{% macro said() %}{{ word }}{% endmacro %}",
    "plain.html": "{{ word is defined }}",
}


def environment(app):
    made = SharedGlobals(app, loader=DictLoader(FILES))
    made.globals["word"] = "parcel"
    return made


def test_a_page_and_what_it_imports_know_the_globals(app):
    assert environment(app).get_template("page.html").render() == "parcel parcel"


def test_a_page_may_say_it_otherwise_and_no_other_hears_of_it(app):
    made = environment(app)
    page = made.get_template("page.html")
    assert page.render(word="van") == "parcel van"
    assert page.render() == "parcel parcel"


def test_globals_of_one_template_stay_there(app):
    made = environment(app)
    del made.globals["word"]
    assert made.get_template("plain.html", globals={"word": "van"}).render() == "True"
    assert "word" not in made.globals


def test_a_template_that_was_shared_takes_no_globals_of_its_own(app):
    """Jinja would write them into those of all templates."""
    made = environment(app)
    made.get_template("plain.html")
    with pytest.raises(AttributeError):
        made.get_template("plain.html", globals={"person": "Mia"})
    assert "person" not in made.globals
