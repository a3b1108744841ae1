"""Units and their criteria, kept as YAML and read strictly."""
