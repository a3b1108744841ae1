"""Which criteria have evidence, is it enough, what next."""
