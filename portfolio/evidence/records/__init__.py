"""What is kept of evidence: pieces, versions, claims and files, each with its history."""
