"""How far a statement can be trusted: its assurance, who confirmed or disputed it, and what became of it."""
