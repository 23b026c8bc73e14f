"""Days: expressions of dates, the almanac behind festivals and the lunar calendar, and how a day gets its month and year."""
