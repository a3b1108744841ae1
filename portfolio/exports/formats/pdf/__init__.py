"""The portfolio as one tagged PDF: bound as a book, laid out as pages, printed by a child process."""
