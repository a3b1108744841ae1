"""Mail: rows in the transaction that causes them, and their way to the server."""
