"""What the command line does with the whole application: each module is imported when its command is called."""
