"""战疫 zhanyi: local-government news of the early-2020 epidemic in China, as DuckDB tables in which every fact points at its characters."""
