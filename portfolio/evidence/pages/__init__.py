"""The pages of evidence: the only rooms of this feature that know Flask and WTForms."""
