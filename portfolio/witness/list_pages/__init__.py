"""The pages of the centre’s witness list and of approved employers’ domains."""
