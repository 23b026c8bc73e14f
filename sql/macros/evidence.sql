-- evidence(fact): a fact beside the words it was read from, by its fact_id (or an event_id of mart.events).
create or replace macro evidence(fact) as table
    select * -- noqa: AM04
    from mart.fact_evidence
    where fact_id = fact;

comment on macro table evidence is 'A fact beside the words it was read from: from evidence(''fact_id'')'; -- noqa: PRS
