"""A release with planted markup in every text that pages show, and clients for it."""

from __future__ import annotations

from pathlib import Path

from flows import warehouse
from flows.releases import Releases

PLANTED = "<script>planted()</script><img src=x onerror=planted()>\"'&amp;"


def plant(release: Path, data: Path, name: str = "planted") -> Path:
    """Publish a copy of the release in `data` whose texts begin with markup; the spans of facts are moved by its length."""
    releases = Releases(data)
    candidate = data / "candidates" / f"{name}.duckdb"
    candidate.parent.mkdir(parents=True, exist_ok=True)
    candidate.write_bytes(release.resolve().read_bytes())
    with warehouse.connect(candidate) as connection:
        columns = connection.execute(
            """
            select schema_name, table_name, column_name from duckdb_columns()
            where schema_name in ('facts', 'core', 'raw') and data_type = 'VARCHAR' and (schema_name, table_name) in
                (select (schema_name, table_name) from duckdb_tables()) and (table_name, column_name) in (
                    ('people', 'name'), ('positions', 'name'), ('positions', 'title'), ('places', 'name'), ('organisations', 'name'),
                    ('activities', 'title'), ('activity_people', 'name'), ('activity_venues', 'name'), ('directives', 'speaker'),
                    ('directives', 'text'), ('quotes', 'speaker'), ('quotes', 'text'), ('figures', 'what'), ('figures', 'unit'),
                    ('donations', 'donor'), ('donations', 'recipient'), ('donations', 'item'), ('formulas', 'canonical'),
                    ('articles', 'headline'), ('documents', 'source_name'), ('documents', 'title'), ('repairs', 'before'),
                    ('repairs', 'after'), ('rejects', 'detail'), ('documents', 'encoding_evidence'), ('sightings', 'path'),
                    ('measures', 'speaker'), ('articles', 'adcode_evidence'))
            """
        ).fetchall()
        for schema, table, column in columns:
            connection.execute(f'update {schema}.{table} set "{column}" = $planted || "{column}"', {"planted": PLANTED})
        for schema, table in {(schema, table) for schema, table, _ in columns if schema == "facts"}:
            connection.execute(
                f"update {schema}.{table} set quote = $planted || quote, char_end = char_end + $more, raw_end = raw_end + $more",
                {"planted": PLANTED, "more": len(PLANTED)},
            )
        connection.execute("update core.articles set body = $planted || body", {"planted": PLANTED})
        connection.execute("update core.sentences set text = $planted || text", {"planted": PLANTED})
        connection.execute("update raw.documents set raw_text = $planted || raw_text", {"planted": PLANTED})
    releases.publish(name)
    return data
