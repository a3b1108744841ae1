"""The witness's own way: one link, a few short pages, one statement, one receipt."""
