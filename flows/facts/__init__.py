"""The fact rooms: an article in, facts out. Pure: no clock, no environment, no files but the reviewed reference data."""
