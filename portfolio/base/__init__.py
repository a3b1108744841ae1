"""What every feature stands on: settings, paths, database, jobs, mail, files, clock, links, pages."""
