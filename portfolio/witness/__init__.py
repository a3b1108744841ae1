"""One outsider, one link, one statement."""
