"""The command line of the benchmarks: `python -m bench [NAME…] [--size small|full]`."""

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Sequence

from bench import (
    coverage,
    create,
    details,
    lists,
    log,
    page,
    pdf,
    readiness,
    searching,
    signing_in,
    witnesses,
)
from bench.measure import Measure, table
from bench.sizes import SIZES, Sizes
from portfolio.base.clock import now

BENCHMARKS: dict[str, Callable[[Sizes], Iterator[Measure]]] = {
    "coverage": coverage.run,
    "page": page.run,
    "create": create.run,
    "pdf": pdf.run,
    "sign-in": signing_in.run,
    "log": log.run,
    "lists": lists.run,
    "search": searching.run,
    "readiness": readiness.run,
    "details": details.run,
    "witnesses": witnesses.run,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the named benchmarks (all, without a name) and print their lines; 1 when a line is flagged."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(BENCHMARKS)}")
    parser.add_argument("--size", choices=SIZES, default="full", help="how much is measured (full)")
    asked = parser.parse_args(arguments)
    unknown = set(asked.names) - set(BENCHMARKS)
    if unknown:
        parser.error(
            f"no benchmark {', '.join(sorted(unknown))}: choose of {', '.join(BENCHMARKS)}"
        )
    print(f"{now():%Y-%m-%d}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {asked.size}")
    flagged = False
    for name in asked.names or BENCHMARKS:
        measures = list(BENCHMARKS[name](SIZES[asked.size]))
        print(f"\n{name}\n{table(measures)}", flush=True)
        flagged |= any(measure.flag for measure in measures)
    return int(flagged)


if __name__ == "__main__":
    sys.exit(main())
