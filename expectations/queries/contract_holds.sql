-- relation: every table
-- severity: critical
-- because: users and later stages rely on every table, view and column of the contract with its type; a missing table or a changed type
--   breaks their queries (OxCGRT's users met corrupted releases, issues 32 and 35)
with present as (
    select
        schema_name || '.' || table_name as relation,
        column_name,
        data_type,
        is_nullable
    from duckdb_columns()
    where not internal and schema_name in ('raw', 'core', 'facts', 'ref', 'mart', 'ops')
)

select
    relation,
    column_name,
    contract.data_type as promised,
    present.data_type as found,
    contract.is_nullable as promised_null,
    present.is_nullable as found_null
from contract left join present using (relation, column_name)
where present.data_type is distinct from contract.data_type or present.is_nullable is distinct from contract.is_nullable
