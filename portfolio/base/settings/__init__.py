"""Settings: declared once, checked, read from the environment or a folder of secrets; and the key that is kept in the home."""
