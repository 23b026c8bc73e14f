"""Reviewed reference data (gazetteer, measure codes, titles, surnames, units, page furniture) and its one loader."""
