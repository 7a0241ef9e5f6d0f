"""The WSGI entry: `granian --interface wsgi ascn8.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ascn8.settings")

application = get_wsgi_application()
