"""The keys of addresses of those who took part follow the rule for addresses after an upgrade."""

from portfolio.people.address_keys import keep_keys

keep_keys("participant", "email")
