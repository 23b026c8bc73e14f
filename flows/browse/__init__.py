"""Pages over a release: what `zhanyi browse` serves on this machine and `zhanyi export --site` writes as files. Reads releases only."""
