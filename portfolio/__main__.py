"""`python -m portfolio` is the same as the command `portfolio`."""

from portfolio.cli import main

main()
