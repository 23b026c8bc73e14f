"""The verbs of `zhanyi`, one file per concern; cli.py lists them."""
