"""A link's secret: 256 bits, known by their digest alone."""

from portfolio.base.link_secrets import digest_of, mint


def test_a_token_has_256_bits_and_no_two_are_alike():
    tokens = {mint().text for _ in range(1000)}
    assert len(tokens) == 1000
    assert all(len(token) == 43 for token in tokens)  # 43 characters of 6 bits hold 256


def test_a_token_is_known_by_its_digest():
    token = mint()
    assert digest_of(token.text) == token.digest
    assert len(token.digest) == 64
    assert token.text not in token.digest
