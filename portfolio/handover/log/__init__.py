"""The log of a learner's handovers: found, filtered, shown as a line each, printed and taken along as a file."""
