"""The centre's witness list: people and employers whose addresses the centre knows."""
