"""The WSGI application that granian serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import resolve

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yifa.site.settings")
application = get_wsgi_application()

# What is loaded now stays: the collector need not walk it again and again, and a request leaves little behind.
resolve("/healthz")  # loads every page, before the first one is asked for
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 20, 20)
