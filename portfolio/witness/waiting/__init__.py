"""What staff do about requests that nobody answered yet: vouch, hand over, remind."""
