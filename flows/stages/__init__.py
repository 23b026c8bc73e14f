"""The stages of a run, as ordinary functions: discover, transform, load, audit, publish, report."""
