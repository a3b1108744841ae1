"""A hundred people sign in at once, beside a hundred bare checks of a password by the same threads."""

import threading
from collections.abc import Callable, Iterator

from argon2 import PasswordHasher

from bench.house import PASSWORD, House, Visitor, house
from bench.measure import Measure, cost_of
from bench.sizes import Sizes
from portfolio.people import store as people


def run(sizes: Sizes) -> Iterator[Measure]:
    """Measure errors and seconds."""
    many = sizes.signing_in
    with house() as made:
        faults: list[Exception] = []

        def sign_in() -> None:
            try:
                Visitor(made.app, made.learner.email)
            except Exception as problem:  # noqa: BLE001 -- whatever goes wrong is an error to count
                faults.append(problem)

        ours = cost_of(lambda: _at_once(many, sign_in))
        hashed = _kept_hash(made)
    bare = cost_of(lambda: _at_once(many, lambda: PasswordHasher().verify(hashed, PASSWORD)))
    size = f"{many} at once"
    beside = "argon2 alone, the same threads"
    yield Measure("sign-in, page and form", ours.wall, bare.wall, "s", size, beside)
    yield Measure("sign-in, processor", ours.cpu, bare.cpu, "s", size, beside)
    flag = str(faults[0]) if faults else ""
    yield Measure("sign-in, errors", len(faults), 0, "errors", size, "none is right", flag)


def _at_once(many: int, action: Callable[[], object]) -> None:
    threads = [threading.Thread(target=action) for _ in range(many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _kept_hash(made: House) -> str:
    with made.app.app_context():
        account = people.by_email(made.learner.email)
    assert account
    assert account.password
    return account.password
