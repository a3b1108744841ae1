"""Words that a feature adds to every template: filters and functions, hung by its declaration."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint

from portfolio.base.registration import Registration


def template_filter(
    blueprint: Blueprint, function: Callable[..., Any], name: str = ""
) -> Registration:
    """Let every template use `function` as a filter, by its own name or this one."""
    name = name or function.__name__
    return Registration(
        "template filter",
        name,
        function,
        lambda: blueprint.add_app_template_filter(function, name),
    )


def template_global(
    blueprint: Blueprint, function: Callable[..., Any], name: str = ""
) -> Registration:
    """Let every template call `function`, by its own name or this one."""
    name = name or function.__name__
    return Registration(
        "template function",
        name,
        function,
        lambda: blueprint.add_app_template_global(function, name),
    )
