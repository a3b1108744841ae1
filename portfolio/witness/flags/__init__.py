"""What an assessor should look at before trusting a statement: signs, each with a harmless reason; none of them decides."""
