"""Sealed texts: two ciphers, a ring of keys, and nothing that opens when it was touched."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yifa.kernel import crypto

RING = ["one", "two", "three"]


@pytest.fixture(params=["aes", "sm4"])
def cipher(request, settings):
    settings.YIFA_CIPHER = request.param
    settings.YIFA_DATA_KEYS = list(RING)
    settings.YIFA_BLIND_KEYS = list(RING)
    return request.param


@given(text=st.text(max_size=200))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_was_sealed_opens(cipher, text):
    token = crypto.encrypt(text)
    assert crypto.is_sealed(token)
    assert crypto.decrypt(token) == text
    assert text == "" or len(text) < 4 or text not in token


def test_two_calls_give_two_texts(cipher):
    assert crypto.encrypt("同一内容") != crypto.encrypt("同一内容")


def test_every_key_of_the_ring_reads_and_the_first_writes(cipher, settings):
    tokens = []
    for key in RING:
        settings.YIFA_DATA_KEYS = [key]
        tokens.append(crypto.encrypt(key))
    settings.YIFA_DATA_KEYS = ["two", "one", "three"]
    assert [crypto.decrypt(t) for t in tokens] == RING
    assert crypto.key_id("two") in crypto.encrypt("x")


def test_both_ciphers_are_read_whichever_writes(cipher, settings):
    settings.YIFA_CIPHER = "sm4" if cipher == "aes" else "aes"
    other = crypto.encrypt("13800000000")
    settings.YIFA_CIPHER = cipher
    assert crypto.decrypt(other) == "13800000000"


def test_a_key_that_left_the_ring_is_named_not_guessed(cipher, settings):
    token = crypto.encrypt("x")
    settings.YIFA_DATA_KEYS = ["another"]
    with pytest.raises(ValueError, match=crypto.key_id("one")):
        crypto.decrypt(token)


def test_no_altered_character_passes(cipher):
    token = crypto.encrypt("110101199001011234")
    opened = []
    for at, sign in enumerate(token):
        for other in ("A" if sign != "A" else "B", "0" if sign != "0" else "1"):
            try:
                text = crypto.decrypt(token[:at] + other + token[at + 1 :])
            except ValueError:
                continue
            # The last sign before padding carries bits that base64 ignores.
            if text != "110101199001011234":
                opened.append(at)
    assert opened == []


def test_the_header_is_part_of_what_is_sealed(cipher, settings):
    """A ciphertext cannot be passed off as another key's or another cipher's."""
    settings.YIFA_DATA_KEYS = ["one"]
    head, _, body = crypto.encrypt("x").rpartition(":")
    swapped = "sm4" if head.endswith("aes") else "aes"
    with pytest.raises(ValueError):
        crypto.decrypt(f"{head[:-3]}{swapped}:{body}")


@pytest.mark.parametrize(
    "token",
    [
        "",
        "x",
        "e1:",
        "e1:!!",
        "e2:",
        "e2:a:b",
        "e2:00000000:aes:AAAA",
        "e2:00000000:des:AAAA",
        "e3:x",
    ],
)
def test_other_texts_are_no_sealed_texts(cipher, token):
    with pytest.raises(ValueError):
        crypto.decrypt(token)


def test_sm4_is_the_standards_cipher():
    """GB/T 32907-2016, example 1: one block under the key 0123456789ABCDEFFEDCBA9876543210, encrypting itself."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    key = bytes.fromhex("0123456789ABCDEFFEDCBA9876543210")
    block = Cipher(algorithms.SM4(key), modes.ECB()).encryptor()
    assert block.update(key).hex().upper() == "681EDF34D206965E86B3E94F536E4246"


def test_sm4_gcm_is_the_one_of_rfc_8998():
    """RFC 8998, appendix A.1."""
    key = bytes.fromhex("0123456789ABCDEFFEDCBA9876543210")
    nonce = bytes.fromhex("00001234567800000000ABCD")
    bound = bytes.fromhex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2")
    plain = bytes.fromhex(
        "AAAAAAAAAAAAAAAABBBBBBBBBBBBBBBBCCCCCCCCCCCCCCCCDDDDDDDDDDDDDDDD"
        "EEEEEEEEEEEEEEEEFFFFFFFFFFFFFFFFEEEEEEEEEEEEEEEEAAAAAAAAAAAAAAAA"
    )
    sealed = crypto._seal("sm4", key, nonce, plain, bound).hex().upper()
    assert sealed == (
        "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735"
        "D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D"
        "83DE3541E4C2B58177E065A9BF7B62EC"
    )


def test_an_unknown_cipher_is_refused(settings):
    settings.YIFA_CIPHER = "des"
    with pytest.raises(ValueError, match="YIFA_CIPHER"):
        crypto.encrypt("x")


def test_the_index_finds_and_tells_nothing(cipher):
    number = "11010119900101123x"
    assert crypto.blind(number) == crypto.blind(f" {number.upper()} ")
    assert len(crypto.blind(number)) == 32
    assert crypto.blind(number) in crypto.blinds(number)
    assert len({*crypto.blinds(number)}) == 2 * len(RING)
    assert "1990" not in crypto.blind(number)
