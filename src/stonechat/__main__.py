"""`python -m stonechat`: the command line, for whoever starts it from Python."""

from stonechat.cli.main import main

if __name__ == "__main__":  # a process that the server starts imports this module again
    main()
