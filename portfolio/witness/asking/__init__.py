"""A learner asks a witness: what a request says, how far it is, and how it ends."""
