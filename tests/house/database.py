"""Lists the modules that speak to the database; run it to renew `database.txt`."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
CODE = ROOT / "portfolio"
STATEMENTS = {"select", "insert", "update", "delete", "write", "rows"}


def speaks_to_the_database(module: Path) -> bool:
    """Whether a module holds a statement, a transaction or the session itself."""
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.Attribute) and ast.unparse(node) == "db.session":
            return True
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in STATEMENTS
        ):
            return True
    return False


def modules_that_speak() -> list[str]:
    """Return them by their paths below `portfolio/`, in order."""
    modules = (path for path in CODE.rglob("*.py") if "migrations" not in path.parts)
    return sorted(str(path.relative_to(CODE)) for path in modules if speaks_to_the_database(path))


if __name__ == "__main__":
    print("\n".join(modules_that_speak()))
