"""Ask the vulnerability service about every pinned package that runs.

Fails only on a vulnerability that was found. Where the service cannot be reached, or does not know
a package, it says so in plain sight and leaves with status 75: silence is not a clean bill.
"""

import json
import subprocess
import sys
from pathlib import Path

PINS = Path(__file__).resolve().parent.parent / "requirements" / "analytics.txt"
NOT_CHECKED = 75
YELLOW, PLAIN = "\033[33m", "\033[0m"


def warn(text: str) -> None:
    print(f"{YELLOW}! NOT CHECKED: {text}{PLAIN}")


def audit(service: str) -> tuple[list[dict], str]:
    """The service's answer for each package, or no answer and the reason."""
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(PINS), "--format", "json"]
    command += ["--require-hashes", "--disable-pip", "--progress-spinner", "off", "--timeout", "20"]
    try:
        done = subprocess.run(
            [*command, "--vulnerability-service", service],
            capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip
        return json.loads(done.stdout)["dependencies"], ""
    except subprocess.TimeoutExpired:
        return [], "no answer within 300 s"
    except (json.JSONDecodeError, KeyError):
        return [], (done.stderr.strip().splitlines() or ["no answer"])[-1]


def main() -> int:
    unknown: set[str] = set()
    for service in ("pypi", "osv"):
        answer, reason = audit(service)
        found = [d for d in answer if d.get("vulns")]
        for package in found:
            for hole in package["vulns"]:
                fix = ", ".join(hole.get("fix_versions", [])) or "none yet"
                print(f"{package['name']} {package['version']}: {hole['id']} (fixed in: {fix})")
        if found:
            return 1
        unknown = {d["name"] for d in answer if "skip_reason" in d}
        if answer and not unknown:
            return 0
        if not answer:
            short = reason.split(": Max retries")[0][-120:]
            warn(f"the service “{service}” could not be reached ({short})")
        elif unknown:
            warn(f"the service “{service}” did not know {len(unknown)} of {len(answer)} packages")
    return NOT_CHECKED


if __name__ == "__main__":
    sys.exit(main())
