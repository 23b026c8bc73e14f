"""Measurements of what the rooms reach: figures for a person to read, no tests."""
