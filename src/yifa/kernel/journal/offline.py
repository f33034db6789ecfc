"""Verify an archive package or an exported journal: Python 3.10 or newer, its standard library, nothing else.

    python verify_journal.py PACKAGE.zip|FOLDER|JOURNAL.jsonl [--key FINGERPRINT]

docs/journal.md gives the forms. Prints every break with its place; exit code 1 where there is one. A package carries its
public key: compare the fingerprint printed (or give `--key`) with the one the unit has published.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import sys
import zipfile
from pathlib import Path
from typing import Any

Point = tuple[int, int, int, int]
Row = dict[str, Any]
BESIDE = {"payload", "salt", "previous", "hash"}
"""What a line holds beside the header."""
ZERO = "0" * 64


def sm3(data: bytes) -> str:
    """GB/T 32905 in plain Python, for a hashlib without it."""
    m32, v = (
        0xFFFFFFFF,
        [
            0x7380166F,
            0x4914B2B9,
            0x172442D7,
            0xDA8A0600,
            0xA96F30BC,
            0x163138AA,
            0xE38DEE4D,
            0xB0FB0E4E,
        ],
    )

    def turn(x: int, n: int) -> int:
        return (x << n % 32 | x >> (32 - n % 32)) & m32 if n % 32 else x

    data += b"\x80" + bytes((55 - len(data)) % 64) + (len(data) * 8).to_bytes(8, "big")
    for at in range(0, len(data), 64):
        w = [int.from_bytes(data[i : i + 4], "big") for i in range(at, at + 64, 4)]
        for j in range(16, 68):
            x = w[j - 16] ^ w[j - 9] ^ turn(w[j - 3], 15)
            w.append(x ^ turn(x, 15) ^ turn(x, 23) ^ turn(w[j - 13], 7) ^ w[j - 6])
        a, b, c, d, e, f, g, h = v
        for j in range(64):
            s1 = turn((turn(a, 12) + e + turn(0x79CC4519 if j < 16 else 0x7A879D8A, j)) & m32, 7)
            t1 = (
                ((a ^ b ^ c) if j < 16 else (a & b | a & c | b & c))
                + d
                + (s1 ^ turn(a, 12))
                + (w[j] ^ w[j + 4])
            ) & m32
            t2 = (((e ^ f ^ g) if j < 16 else (e & f | ~e & g)) + h + s1 + w[j]) & m32
            a, b, c, d, e, f, g, h = (
                t1,
                a,
                turn(b, 9),
                c,
                t2 ^ turn(t2, 9) ^ turn(t2, 17),
                e,
                turn(f, 19),
                g,
            )
        v = [x ^ y for x, y in zip(v, (a, b, c, d, e, f, g, h), strict=True)]
    return b"".join(x.to_bytes(4, "big") for x in v).hex()


P, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D2 = -121665 * pow(121666, P - 2, P) % P


def add(p: Point, q: Point) -> Point:
    """Edwards curve addition in extended coordinates (RFC 8032, 5.1.4)."""
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D2 % P, 2 * p[2] * q[2] % P
    return (
        (b - a) * (d - c) % P,
        (d + c) * (b + a) % P,
        (d - c) * (d + c) % P,
        (b - a) * (b + a) % P,
    )


def times(n: int, p: Point) -> Point:
    q: Point = (0, 1, 1, 0)
    while n:
        q, p, n = (add(q, p) if n & 1 else q), add(p, p), n >> 1
    return q


def point(raw: bytes) -> Point:
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    square = (y * y - 1) * pow(D2 * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if x * x % P == square else x * pow(2, (P - 1) // 4, P) % P
    assert y < P and x * x % P == square
    x = P - x if x & 1 != sign else x
    return (x, y, 1, x * y % P)


def signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """Ed25519 (RFC 8032, 5.1.7)."""
    try:
        a, r, s = point(public), point(signature[:32]), int.from_bytes(signature[32:], "little")
    except AssertionError:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % ORDER
    left, right = (
        times(s, point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))),
        add(r, times(h, a)),
    )
    return s < ORDER and all((left[i] * right[2] - right[i] * left[2]) % P == 0 for i in (0, 1))


def canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


class Check:
    """What is wrong in one package or journal, place by place."""

    def __init__(self, name: str) -> None:
        self.name, self.key = name, ""
        self.breaks: list[str] = []

    def say(self, where: str, what: str) -> None:
        self.breaks.append(f"{where}: {what}")

    def digest(self, data: str | bytes) -> str:
        raw = data.encode() if isinstance(data, str) else data
        if self.name == "sm3" and "sm3" not in hashlib.algorithms_available:
            return sm3(raw)
        return hashlib.new(self.name, raw).hexdigest()

    def signature(self, where: str, line: Row, keys: dict[str, bytes]) -> None:
        body = canonical({k: v for k, v in line.items() if k != "signature"}).encode()
        raw = base64.b64decode(line.get("signature", ""))
        if (
            base64.b64encode(raw).decode() != line.get("signature")
            or line.get("key") not in keys
            or not signed(keys[line["key"]], body, raw)
        ):
            self.say(where, "签名不符 (signature)")

    def journal(self, text: str, where: str = "journal.jsonl") -> list[Row]:
        """Chains, headers and payloads; returns the rows."""
        rows: list[Row] = []
        stream, seq, previous = None, 0, ZERO
        for number, line in enumerate(text.splitlines(), 1):
            row = json.loads(line)
            place = f"{where} 第 {number} 行 ({row['stream']} 第 {row['seq']} 条)"
            if row["stream"] != stream:
                stream, seq, previous = row["stream"], 0, ZERO
            if canonical(row) != line:
                self.say(place, "不是规范形式 (not canonical)")
            if row["seq"] != seq + 1:
                self.say(place, f"缺少第 {seq + 1} 条 (missing)")
            elif row["previous"] != previous:
                self.say(place, "与上一条的链接不符 (link)")
            if row["salt"] and self.digest(row["salt"] + row["payload"]) != row["payload_digest"]:
                self.say(place, "内容被改动 (payload)")
            header = canonical({k: v for k, v in row.items() if k not in BESIDE})
            if self.digest(row["previous"] + header) != row["hash"]:
                self.say(place, "记录头被改动 (header)")
            seq, previous = row["seq"], row["hash"]
            rows.append(row)
        erased = {r["stream"]: r["seq"] for r in rows if r["step"] == "erase"}
        for row in rows:
            if not row["salt"] and row["seq"] > erased.get(row["stream"], 0):
                place = f"{where} ({row['stream']} 第 {row['seq']} 条)"
                self.say(place, "内容已清空，而其后没有删除个人信息的记录 (emptied)")
        return rows

    def standing(self, rows: list[Row], held: Row) -> None:
        """The rows of the tables against the digests of the journal."""
        last = [r for r in rows if r["row_digest"]]
        if (
            last
            and last[-1]["salt"]
            and self.digest(last[-1]["salt"] + canonical(held["matter"])) != last[-1]["row_digest"]
        ):
            self.say("rows.json", f"事项与第 {last[-1]['seq']} 条记录时不一致 (matter)")
        kept: dict[tuple[str, str], tuple[Row, str]] = {}
        for row in rows:
            for table, keys in (
                json.loads(row["payload"]).get("@rows", {}) if row["salt"] else {}
            ).items():
                kept.update({(table, key): (row, found) for key, found in keys.items()})
        for (table, key), (row, found) in kept.items():
            content = held["further"].get(table, {}).get(key)
            if content is None or self.digest(row["salt"] + canonical(content)) != found:
                self.say("rows.json", f"{table} {key} 与第 {row['seq']} 条记录时不一致 (row)")

    def seals(
        self, rows: list[Row], seals: list[Row], anchors: list[Row], keys: dict[str, bytes]
    ) -> list[int]:
        """Every row folded into a seal, every seal followed up to a signed head; the rows no seal holds yet."""
        heads: dict[tuple[Any, int], str] = {}
        folded: set[str] = set()
        for seal in seals:
            place, made = f"seals.jsonl (单位 {seal['unit']} 第 {seal['seq']} 封)", seal["previous"]
            for found in seal["hashes"]:
                made = self.digest(made + found)
            if (
                made != seal["head"]
                or heads.get((seal["unit"], seal["seq"] - 1), seal["previous"]) != seal["previous"]
            ):
                self.say(place, "封存内容不符 (seal)")
            heads[(seal["unit"], seal["seq"])] = seal["head"]
            folded |= set(seal["hashes"])
        for number, line in enumerate(anchors, 1):
            self.signature(f"anchors.jsonl 第 {number} 行", line, keys)
            if heads.get((line["unit"], line["seq"])) != line["head"]:
                self.say(f"anchors.jsonl 第 {number} 行", "与封存不符 (anchor)")
        return [r["seq"] for r in rows if r["hash"] not in folded]

    def package(self, files: dict[str, bytes]) -> list[int]:
        """`files`: name → bytes. Returns the journal's rows that no seal held yet when the package was made."""
        for name in (
            "manifest.json",
            "signature.json",
            "journal.jsonl",
            "rows.json",
            "seals.jsonl",
            "anchors.jsonl",
            "keys.pub",
        ):
            if name not in files:
                self.say(name, "缺少 (missing)")
                return []
        manifest, mark = json.loads(files["manifest.json"]), json.loads(files["signature.json"])
        self.name = manifest["digest"]
        keys = {
            hashlib.sha256(base64.b64decode(k)).hexdigest()[:16]: base64.b64decode(k)
            for k in files["keys.pub"].decode().split()
        }
        self.key = mark.get("key", "")
        for name, value in (("manifest.json", manifest), ("signature.json", mark)):
            if canonical(value).encode() != files[name]:
                self.say(name, "不是规范形式 (not canonical)")
        self.signature("signature.json", mark, keys)
        if mark.get("manifest") != self.digest(files["manifest.json"]):
            self.say("manifest.json", "目录被改动 (manifest)")
        listed = {f["path"]: f for f in manifest["files"]}
        for name in sorted(set(listed) | set(files) - {"manifest.json", "signature.json"}):
            if name not in files:
                self.say(name, "缺少 (missing)")
            elif name not in listed:
                self.say(name, "目录中没有 (not listed)")
            elif self.digest(files[name]) != listed[name]["digest"]:
                self.say(name, "内容被改动 (content)")
        seals, anchors = (
            [json.loads(t) for t in files[n].decode().splitlines()]
            for n in ("seals.jsonl", "anchors.jsonl")
        )
        rows = self.journal(files["journal.jsonl"].decode())
        self.standing(rows, json.loads(files["rows.json"]))
        return self.seals(rows, seals, anchors, keys)


def container(raw: bytes) -> bytes:
    """The one ZIP file that holds these members: stored, in their order, dated 1980-01-01."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as found, zipfile.ZipFile(out, "w") as made:
        for info in found.infolist():
            made.writestr(zipfile.ZipInfo(info.filename), found.read(info))
    return out.getvalue()


def verify(name: str | Path, digest: str = "sm3") -> tuple[list[str], str, list[int], str]:
    """(breaks, what was read, rows without a seal, key id) of a package or a journal."""
    path, check = Path(name), Check(digest)
    waiting: list[int] = []
    what = f"{path}"
    try:
        if path.suffix == ".jsonl":
            what += f": {len(check.journal(path.read_text(encoding='utf-8'), path.name))} 条记录"
            return check.breaks, what, [], ""
        if path.is_dir():
            files = {
                p.relative_to(path).as_posix(): p.read_bytes()
                for p in sorted(path.rglob("*"))
                if p.is_file()
            }
        else:
            with zipfile.ZipFile(path) as found:
                files = {}
                for info in found.infolist():
                    try:
                        files[info.filename] = found.read(info)
                    except (
                        zipfile.BadZipFile,
                        OSError,
                        NotImplementedError,
                        RuntimeError,
                    ) as error:
                        check.say(info.filename, f"读不出 ({error})")
            if not check.breaks and container(path.read_bytes()) != path.read_bytes():
                check.say(path.name, "压缩包外壳被改动 (container)")
        waiting = check.package(files) if not check.breaks else []
        what += f": {len(files)} 个文件"
    except (
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        zipfile.BadZipFile,
        UnicodeDecodeError,
    ) as error:
        check.say(path.name, f"不是完整的档案包 ({type(error).__name__}: {error})")
    return check.breaks, what, waiting, check.key


def main(words: list[str]) -> int:
    """Verify what is named; exit code 0 whole, 1 broken, 2 nothing named."""
    key = words[words.index("--key") + 1] if "--key" in words[:-1] else ""
    digest = "sha256" if "--sha256" in words else "sm3"
    paths = [w for w in words if not w.startswith("--") and w != key]
    failed = not paths
    for path in paths:
        breaks, what, waiting, mark = verify(path, digest)
        if key and mark != key:
            breaks = [*breaks, f"keys.pub: 公钥指纹 {mark} 不是 {key} (key)"]
        print(what, *breaks, sep="\n  ")
        if waiting:
            print(f"  第 {waiting[0]} 条以后的记录在封装时尚未封存")
        print(
            "  完整 (whole)" if not breaks else f"  {len(breaks)} 处不符 (broken)",
            f"公钥指纹 {mark}" if mark else "",
        )
        failed = failed or bool(breaks)
    return (1 if paths else 2) if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
