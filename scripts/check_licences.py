"""Nothing that Yifa carries to a user may bind it to a stronger licence than its own.

Looks at every package of ``analytics.txt`` (all that runs) as installed here, by its own metadata.
AGPL, GPL without the library exception, SSPL, BUSL and "unknown" fail. LGPL and MPL pass: the
packages are imported, not changed.
"""

import re
import sys
from importlib import metadata

from check_locks import pins

REFUSED = re.compile(
    r"\b(A-?GPL|Affero|SSPL|BUSL|Business Source|GPL(?!.*exception)|GNU General Public)", re.I
)
ALLOWED = re.compile(
    r"\b(MIT|BSD|Apache|ISC|0BSD|PSF|Python|MPL|Mozilla|LGPL|Lesser|Unlicense|CC0|Zlib|HPND)", re.I
)


def licence(package: str) -> str:
    """What the package says of itself: the SPDX expression, else classifiers, else free text."""
    data = metadata.metadata(package)
    if expression := data.get("License-Expression"):
        return expression
    classifiers = [c for c in data.get_all("Classifier") or [] if c.startswith("License ::")]
    if named := [c.rsplit(" :: ", 1)[1] for c in classifiers if c.count(" :: ") > 1]:
        return "; ".join(named)
    return (data.get("License") or "").strip().split("\n")[0]


def acceptable(text: str) -> bool:
    """One acceptable branch of an OR is enough; every part of the chosen branch must be acceptable."""
    lesser = re.sub(r"(?i)\bLGPL\S*|Lesser General Public[^;]*", "Lesser", text)
    branches = re.split(r"\bOR\b", lesser)
    return any(ALLOWED.search(b) and not REFUSED.search(b) for b in branches)


def main() -> int:
    wrong = []
    for package in sorted(pins("analytics")):
        try:
            text = licence(package)
        except metadata.PackageNotFoundError:
            continue  # pinned for another system only
        if not acceptable(text):
            wrong.append(f"{package}: {text or 'no licence named'}")
    print("\n".join(wrong), end="\n" * bool(wrong))
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
