"""The pinned files say what ``pyproject.toml`` asks for, agree with each other, and name no address."""

import re
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^ \\]+)")


def pins(name: str) -> dict[str, str]:
    lines = (ROOT / "requirements" / f"{name}.txt").read_text().splitlines()
    found = (PIN.match(line) for line in lines)
    return {canonicalize_name(m[1]): m[2] for m in found if m}


def main() -> int:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    asked = {"run": project["dependencies"]}
    asked["analytics"] = asked["run"] + extras["analytics"]
    asked["dev"] = asked["analytics"] + extras["dev"]
    files = {name: pins(name) for name in ("run", "analytics", "dev", "build")}
    wrong = []
    for name, lines in asked.items():
        for requirement in map(Requirement, lines):
            package = canonicalize_name(requirement.name)
            if package == project["name"]:
                continue
            version = files[name].get(package)
            if version is None or not requirement.specifier.contains(version, prereleases=True):
                wrong.append(f"{name}.txt has {package} {version or '—'}, asked: {requirement}")
    for name in ("run", "analytics", "build"):
        for package, version in files[name].items():
            if files["dev"].get(package, version) != version:
                wrong.append(f"{name}.txt and dev.txt differ on {package}")
    for path in (*(ROOT / "requirements").glob("*.txt"), ROOT / "package-lock.json"):
        text = path.read_text()
        if '"resolved"' in text or (path.suffix == ".txt" and "://" in text):
            wrong.append(f"{path.name} names an address")
    print("\n".join(wrong + ["Renew with: make lock"] * bool(wrong)), end="\n" * bool(wrong))
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
