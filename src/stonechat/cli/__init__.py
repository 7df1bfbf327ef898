"""The command line: see `main.py`.

Until a command is ready to answer Ctrl-C in words, Ctrl-C ends it without any: Python's own answer would
be a traceback. Whoever imports this for another purpose keeps the answer that they have.
"""

import signal
import sys
from pathlib import PurePath

if PurePath(sys.argv[0]).stem in {"-m", "stonechat"}:  # `python -m` is not yet through its imports here
    signal.signal(signal.SIGINT, signal.SIG_DFL)
