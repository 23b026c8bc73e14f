"""What the flows need of Prefect beside flow and task: how a run is shown, told about, and cleared away when it dies. Knows no flow."""
