"""Benchmarks that print ratios: our number beside a yardstick's, measured in one run (`make bench`)."""
