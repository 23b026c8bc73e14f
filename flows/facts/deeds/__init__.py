"""Activities: the verbs of tours, meetings and campaigns, their stops, and who stands where."""
