"""The portfolio as one tagged PDF: a dossier fills the print design, and a child process prints it.

How a page is laid out stands in the design, the folder `exports/pdf/` beside `portfolio/`: `portfolio.html`, `portfolio.css`.
"""
