"""What the server runs: the pages of the folder that STONECHAT_SERVED_FOLDER names."""

import os

from django.core.wsgi import get_wsgi_application

from stonechat.app.warming import start_warming

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stonechat.web.settings")
application = get_wsgi_application()
start_warming()
