"""`python -m stonechat`: the command line, for whoever starts it from Python."""

from stonechat.cli.main import main

main()
