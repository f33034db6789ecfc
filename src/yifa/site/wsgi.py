"""The WSGI application that granian serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yifa.site.settings")
application = get_wsgi_application()

# What is loaded now stays: the collector need not walk it again and again, and a request leaves little behind.
assert get_resolver().url_patterns
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 20, 20)
