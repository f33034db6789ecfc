"""Verify an exported journal or an archive package from docs/journal.md alone: Python and its standard library.

    python scripts/verify_journal.py JOURNAL.jsonl|PACKAGE.zip … [--key=FINGERPRINT] [--sha256]

A second opinion, written apart from the program: chains, headers, payloads, rows, seals, signed heads and the manifest.
Prints each break with its place; exit code 1 where there is one. SM3 comes from Python's OpenSSL.
"""

import hashlib
import json
import sys
import zipfile
from base64 import b64decode
from pathlib import Path

BESIDE = {"payload", "salt", "previous", "hash"}  # what a line holds beside the header
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ALGORITHM = "sha256" if "--sha256" in sys.argv else "sm3"
found: list[str] = []


def digest(text):
    return hashlib.new(ALGORITHM, text if isinstance(text, bytes) else text.encode()).hexdigest()


def canonical(value):
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def need(holds, place, what="altered"):
    if not holds:
        found.append(f"{place}: {what}")


def add(a, b):  # affine Edwards addition, RFC 8032 5.1
    k = D * a[0] * b[0] * a[1] * b[1]
    x, y = a[0] * b[1] + a[1] * b[0], a[1] * b[1] + a[0] * b[0]
    return x * pow(1 + k, -1, P) % P, y * pow(1 - k, -1, P) % P


def times(n, a):
    out = (0, 1)
    for bit in bin(n)[2:]:
        out = add(out, out)
        out = add(out, a) if bit == "1" else out
    return out


def point(raw):
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, y % 2**255
    xx = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(xx, (P + 3) // 8, P)
    x = x if x * x % P == xx else x * pow(2, (P - 1) // 4, P) % P
    if x * x % P != xx:
        raise ValueError("not a point of the curve")
    return (P - x if x % 2 != sign else x, y)


def signed(line, keys):
    key, mark = keys[line["key"]], b64decode(line["signature"])
    body = canonical({k: v for k, v in line.items() if k != "signature"}).encode()
    h = int.from_bytes(hashlib.sha512(mark[:32] + key + body).digest(), "little") % L
    s, y = int.from_bytes(mark[32:], "little"), 4 * pow(5, -1, P) % P
    there = add(point(mark[:32]), times(h, point(key)))
    return len(mark) == 64 and s < L and times(s, point(y.to_bytes(32, "little"))) == there


def journal(lines):
    stream, seq, previous, rows = None, 0, "", list(map(json.loads, lines))
    erased = {row["stream"]: row["seq"] for row in rows if row["step"] == "erase"}
    for row in rows:
        place = f"{row['stream']} {row['seq']}"
        if row["stream"] != stream:
            stream, seq, previous = row["stream"], 0, "0" * 64
        need(row["seq"] == seq + 1, place, f"row {seq + 1} is missing")
        need(row["previous"] == previous, place, "does not follow the row before")
        if row["salt"]:
            said = digest(row["salt"] + row["payload"])
            need(said == row["payload_digest"], place, "payload altered")
        else:
            need(row["seq"] < erased.get(stream, 0), place, "emptied, and no erasure after it")
        header = canonical({k: v for k, v in row.items() if k not in BESIDE})
        need(digest(row["previous"] + header) == row["hash"], place, "header altered")
        seq, previous = row["seq"], row["hash"]
    return rows


def standing(rows, held):
    vouched = {}
    for row in (r for r in rows if r["salt"]):
        vouched |= {"matter": (row, row["row_digest"], held["matter"])} if row["row_digest"] else {}
        for table, of in json.loads(row["payload"]).get("@rows", {}).items():
            there = held["further"].get(table, {})
            vouched |= {f"{table} {key}": (row, mark, there.get(key)) for key, mark in of.items()}
    for place, (row, mark, content) in vouched.items():
        need(digest(row["salt"] + canonical(content)) == mark, f"rows.json {place}")


def package(files, trusted):
    global ALGORITHM
    manifest, mark = json.loads(files["manifest.json"]), json.loads(files["signature.json"])
    ALGORITHM, listed = manifest["digest"], {e["path"]: e["digest"] for e in manifest["files"]}
    texts = map(b64decode, files["keys.pub"].decode().split())
    keys = {hashlib.sha256(key).hexdigest()[:16]: key for key in texts}
    need(trusted in ("", mark["key"]), "keys.pub", f"the key is {mark['key']}, not {trusted}")
    whole = mark["manifest"] == digest(files["manifest.json"])
    need(whole and signed(mark, keys), "signature.json")
    for name in (set(listed) | set(files)) - {"manifest.json", "signature.json"}:
        here = digest(files[name]) if name in files else ""
        need(here == listed.get(name), name, "altered, missing or not listed")
    standing(journal(files["journal.jsonl"].decode().splitlines()), json.loads(files["rows.json"]))
    heads = {}
    for seal in map(json.loads, files["seals.jsonl"].decode().splitlines()):
        head = heads.get((seal["unit"], seal["seq"] - 1), seal["previous"])
        for row_hash in seal["hashes"]:
            head = digest(head + row_hash)
        need(head == seal["head"], f"seal {seal['unit']} {seal['seq']}")
        heads[(seal["unit"], seal["seq"])] = seal["head"]
    for line in map(json.loads, files["anchors.jsonl"].decode().splitlines()):
        head = heads[(line["unit"], line["seq"])]
        need(head == line["head"] and signed(line, keys), f"anchor {line['seq']}")


trust = next((w.removeprefix("--key=") for w in sys.argv if w.startswith("--key=")), "")
for name in [w for w in sys.argv[1:] if not w.startswith("--")]:
    try:
        if name.endswith(".zip"):
            with zipfile.ZipFile(name) as archive:
                package({n: archive.read(n) for n in archive.namelist()}, trust)
        else:
            journal(Path(name).read_text(encoding="utf-8").splitlines())
    except (KeyError, ValueError, zipfile.BadZipFile) as error:
        found.append(f"{name}: {type(error).__name__}: {error}")
print("\n".join(found) or "whole")
sys.exit(bool(found))
