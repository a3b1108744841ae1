"""Those who take part in a handover or an agreement, and what was kept of them."""
