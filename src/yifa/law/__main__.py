"""`python -m yifa.law LIMIT --from DATE`: the due command without the rest of the system."""

import sys

from yifa.law.cli import due_command

sys.exit(due_command(prog="python -m yifa.law"))
