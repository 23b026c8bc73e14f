-- Where does a fact come from? Every fact points at its sentence and at the characters of the raw file.
select
    statement,
    sentence,
    file_name,
    raw_start,
    raw_end
from mart.fact_evidence
where kind = 'donations'
order by file_name, raw_start
limit 5;
