"""What every test sees, in ``tests/`` and in the rooms' own ``tests/`` folders."""

import hypothesis

pytest_plugins = ["harness.flush", "harness.results", "harness.shared", "harness.browser"]

# Two workers share two cores: a slow example says nothing about the code.
hypothesis.settings.register_profile("yifa", deadline=None, print_blob=True)
hypothesis.settings.load_profile("yifa")
