"""How witnesses who have not answered are reminded, by itself and by staff, and how it comes to an end."""
