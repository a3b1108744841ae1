"""The administrator's pages: people, invitations, enrolments."""
