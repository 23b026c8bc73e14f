"""The text room: bytes in, canonical articles out. Pure: no clock, no environment, no files but the reviewed reference data."""
