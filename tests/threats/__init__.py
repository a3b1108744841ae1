"""The witness threat model, row by row, from outside."""
