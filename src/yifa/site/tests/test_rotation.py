"""Key rotation: everything goes over, a cut-off pass is taken up again, nothing readable is lost, look-up never fails."""

import json
from datetime import date

import pytest
from django.db import connection

from yifa.kernel import crypto
from yifa.kernel.journal.models import JournalRow
from yifa.kernel.journal.verify import verify
from yifa.kernel.matter.models import Party
from yifa.kernel.tests.house import House
from yifa.kernel.tests.test_act import letter
from yifa.site import rotation

NUMBERS = [f"11010119900101{n:04d}" for n in range(40)]


@pytest.fixture
def parties(db):
    matter = letter(House(), on=date(2024, 9, 2))
    for number in NUMBERS:
        Party.objects.create(
            matter=matter, role="申请人", kind="natural", name="甲", identity_number=number, phone=f"138{number[-8:]}",
        )  # fmt: skip
    Party.objects.create(matter=matter, role="申请人", kind="enterprise", name="某公司")
    return matter


def stored():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT identity_number, phone, identity_blind FROM kernel_party ORDER BY id"
        )
        return cursor.fetchall()


def found(number):
    return Party.objects.filter(identity_blind__in=crypto.blinds(number)).count()


@pytest.fixture
def new_keys(parties, settings):
    old = settings.YIFA_DATA_KEYS, settings.YIFA_BLIND_KEYS
    settings.YIFA_DATA_KEYS = ["the-new-data-key", *old[0]]
    settings.YIFA_BLIND_KEYS = ["the-new-blind-key", *old[1]]
    return old


@pytest.mark.parametrize("cipher", ["aes", "sm4"])
def test_everything_goes_over_and_the_old_key_may_go(new_keys, settings, cipher):
    settings.YIFA_CIPHER = cipher
    done = rotation.rotate()
    assert done.moved["kernel_party"] == len(NUMBERS)
    assert done.proved >= 2 * len(NUMBERS)
    assert done.faults == []
    settings.YIFA_DATA_KEYS, settings.YIFA_BLIND_KEYS = ["the-new-data-key"], ["the-new-blind-key"]
    prefix = crypto.current_prefix()
    assert f":{cipher}:" in prefix
    rows = stored()
    assert all(i.startswith(prefix) and p.startswith(prefix) for i, p, _ in rows[:-1])
    assert rows[-1] == ("", "", "")
    assert [p.identity_number for p in Party.objects.order_by("id")][:-1] == NUMBERS
    assert [found(n) for n in NUMBERS] == [1] * len(NUMBERS)


def test_a_pass_cut_off_is_taken_up_again(new_keys, monkeypatch):
    monkeypatch.setattr(rotation, "BATCH", 7)
    batches = []

    def cut(table, rows):
        if table == "kernel_party":
            batches.append(rows)
        if len(batches) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rotation.rotate(cut)
    over = sum(i.startswith(crypto.current_prefix()) for i, _, _ in stored())
    assert over == 21
    assert [found(n) for n in NUMBERS] == [1] * len(NUMBERS)
    assert [p.identity_number for p in Party.objects.order_by("id")][:-1] == NUMBERS
    assert rotation.rotate().moved["kernel_party"] == len(NUMBERS) - 21
    assert rotation.rotate().moved["kernel_party"] == 0


def test_a_value_changed_meanwhile_is_not_overwritten(new_keys, monkeypatch):
    plain = rotation._move
    first = Party.objects.order_by("id").first()

    def meanwhile(table, row):
        if table.name == "kernel_party" and row[0] == first.pk:
            mine = Party.objects.get(pk=first.pk)
            mine.phone = "13999999999"
            mine.save()
        return plain(table, row)

    monkeypatch.setattr(rotation, "_move", meanwhile)
    assert rotation.rotate().faults == []
    first.refresh_from_db()
    assert first.phone == "13999999999"


def test_only_the_index_rotates(parties, settings):
    settings.YIFA_BLIND_KEYS = ["the-new-blind-key", *settings.YIFA_BLIND_KEYS]
    assert rotation.rotate().moved["kernel_party"] == len(NUMBERS)
    settings.YIFA_BLIND_KEYS = ["the-new-blind-key"]
    assert found(NUMBERS[0]) == 1


def test_rows_of_the_first_form_are_read_and_go_over(parties, settings):
    """What releases before the key ring wrote: AES-GCM under SHA-256 of the secret, no key named."""
    import base64
    import hashlib
    import hmac
    import os

    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    key = hashlib.sha256(f"yifa:field:{settings.YIFA_DATA_KEYS[0]}".encode()).digest()
    nonce = os.urandom(12)
    token = (
        "e1:"
        + base64.b64encode(nonce + AESGCM(key).encrypt(nonce, NUMBERS[0].encode(), None)).decode()
    )
    blind_key = hashlib.sha256(f"yifa:blind:{settings.YIFA_BLIND_KEYS[0]}".encode()).digest()
    index = hmac.new(blind_key, NUMBERS[0].encode(), hashlib.sha256).hexdigest()[:32]
    first = Party.objects.order_by("id").first()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE kernel_party SET identity_number=%s, identity_blind=%s WHERE id=%s",
            [token, index, first.pk],
        )
    assert Party.objects.get(pk=first.pk).identity_number == NUMBERS[0]
    assert found(NUMBERS[0]) == 1
    assert rotation.rotate().moved["kernel_party"] == 1
    assert stored()[0][0].startswith("e2:")
    assert found(NUMBERS[0]) == 1


def test_an_altered_value_is_named(new_keys):
    rotation.rotate()
    first = Party.objects.order_by("id").first()
    (identity, _, _), other = stored()[0], stored()[1][0]
    broken = identity[:-6] + ("AAAA" if identity[-6:-2] != "AAAA" else "BBBB") + identity[-2:]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE kernel_party SET identity_number=%s WHERE id=%s", [broken, first.pk])
    faults = rotation.rotate().faults
    assert len(faults) == 1 and f"kernel_party {first.pk} identity_number" in faults[0]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE kernel_party SET identity_number=%s WHERE id=%s", [other, first.pk])
    assert "identity_blind" in rotation.rotate().faults[0]


def test_history_still_verifies_and_says_which_keys_it_needs(new_keys, parties, capsys, settings):
    from yifa.kernel.journal.event import record_event

    faults = set(map(str, verify().breaks))
    sealed = crypto.encrypt("13800000000")
    record_event(
        "matter-like", "test", "t", actor_id=None, actor_name="t", payload={"phone": sealed}
    )
    settings.YIFA_DATA_KEYS = ["an-even-newer-key", *settings.YIFA_DATA_KEYS]
    assert rotation.rotate_command(["--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    first, older = crypto.key_id(new_keys[0][0]), crypto.key_id("the-new-data-key")
    # The opening act of the letter was sealed with the first key, the event above with the second.
    assert said["journal"] == {first: 1, older: 1}
    assert said["key"] == crypto.key_id("an-even-newer-key")
    assert set(map(str, verify().breaks)) == faults
    assert rotation.rotate_command([]) == 0
    assert f"旧密钥 {older}" in capsys.readouterr().out
    row = JournalRow.objects.unscoped("test").filter(step="rotate").first()
    assert "13800000000" not in row.payload and NUMBERS[0] not in row.payload


def test_every_sealed_column_of_the_house_is_found():
    names = {t.name: t for t in rotation.tables()}
    assert set(names["kernel_party"].sealed) == {"identity_number", "phone", "address"}
    assert names["kernel_party"].blind == (("identity_blind", "identity_number"),)
    assert "identity_factor" in names and "identity_session" in names
