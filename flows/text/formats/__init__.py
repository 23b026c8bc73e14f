"""The four formats: what a file shows its reader, line by line, with each character's place in the raw text."""
