"""What the audit consists of, one file per concern; flows/stages/audit.py puts them together and has Great Expectations judge."""
