-- What the clause of a measure says beyond its code: who enforces it, on whom, how much, how long and how often.
alter table facts.measures add column enforcer varchar;
alter table facts.measures add column target_group varchar;
alter table facts.measures add column quantity double;
alter table facts.measures add column unit varchar;
alter table facts.measures add column duration varchar;
alter table facts.measures add column frequency varchar;
comment on column facts.measures.enforcer is 'who carries the measure out, as the clause names them; null where it does not';
comment on column facts.measures.target_group is 'on whom it is imposed or for whom it is meant, as the clause names them; null where it does not';
comment on column facts.measures.quantity is 'how many the clause counts (checkpoints, people, rooms …); null where it counts nothing';
comment on column facts.measures.unit is 'unit of quantity, in the words of the text';
comment on column facts.measures.duration is 'how long it lasts, in the words of the text (14天, 24小时)';
comment on column facts.measures.frequency is 'how often it is done, in the words of the text (每天2次)';
