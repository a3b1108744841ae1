"""The keys of witnesses' addresses follow the rule for addresses after an upgrade."""

from portfolio.people.address_keys import keep_keys

keep_keys("witness_request", "witness_email")
keep_keys("listed_witness", "email")
