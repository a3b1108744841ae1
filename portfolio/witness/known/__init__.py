"""People and employers the centre knows, who vouch for an address."""
