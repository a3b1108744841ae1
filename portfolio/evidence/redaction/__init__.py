"""Customer details in a piece of evidence: found, named, replaced, blacked out, and the original sealed or gone."""
