-- Runs are of several kinds, and some have a reason that someone gave.
alter table ops.runs add column kind varchar default 'ingest';
alter table ops.runs add column reason varchar;
comment on column ops.runs.kind is 'what the run did: ingest (what is new), reprocess (what is stale), accept (publish a held candidate)';
comment on column ops.runs.reason is 'why, as whoever started it said; null for runs of the schedule';
