"""A centre made up for showing: its people, their work and the files they kept."""
