"""What the server runs: the pages of the folder that STONECHAT_SERVED_FOLDER names."""

import os
import sys

from django.core.wsgi import get_wsgi_application

from stonechat.app.warming import start_warming

SWITCH_SECONDS = 0.0005
"""After how long a thread that works out figures lets one that answers a page go on. Python's own is ten
times as long, and a page waits for it each time that it comes back from the disk."""

sys.setswitchinterval(SWITCH_SECONDS)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stonechat.web.settings")
application = get_wsgi_application()
start_warming()
