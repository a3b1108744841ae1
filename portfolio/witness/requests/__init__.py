"""Requests to witnesses and the links that open them: kept, sent, released, recorded."""
