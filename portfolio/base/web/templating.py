"""The templates' environment, without what Jinja does anew for each template, each include and each import."""

from collections.abc import MutableMapping
from types import MappingProxyType
from typing import Any, cast

from flask.templating import Environment


class SharedGlobals(Environment):
    """Gives every template the globals of the environment themselves, where Jinja wraps them once for each.

    Walking through its wrapper costs a page a twentieth of its time. They can't be changed through a template:
    one that is asked for again with globals of its own, which Jinja would write into them, is an error.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the globals of a template: those of all, below `d` where there are any."""
        if d:
            return super().make_globals(d)
        return cast("MutableMapping[str, Any]", MappingProxyType(self.globals))
