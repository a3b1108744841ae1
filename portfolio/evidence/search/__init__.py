"""The words of pieces, folded and indexed, so that they can be searched."""
