-- relation: facts.figures
-- severity: warning
-- because: physical bounds. People: 1.45 * 10^9 (1,412 million lived in China at the census of 2020), trips (人次) ten times as many;
--   yuan: 10^15 (all bank deposits of 2020: some 2 * 10^14); mu: 1.44 * 10^10 cover the country; degrees from -90; hours and minutes of
--   a year; shares to 10,000 %. People, cars and houses come in whole numbers
with bounds (unit, low, high, whole) as (
    values
    ('人', 0, 1.45e9, true), ('名', 0, 1.45e9, true), ('位', 0, 1.45e9, true), ('例', 0, 1.45e9, true), ('户', 0, 6e8, true),
    ('人次', 0, 1.5e10, true), ('辆', 0, 1e9, true), ('家', 0, 2e8, true), ('所', 0, 1e7, true), ('栋', 0, 1e9, true),
    ('元', 0, 1e15, false), ('万元', 0, 1e10, false), ('亩', 0, 1.44e10, false), ('平方公里', 0, 5.1e8, false),
    ('公里', 0, 1e10, false), ('℃', -90, 10000, false), ('摄氏度', -90, 10000, false), ('度', -300, 1e13, false),
    ('%', -100, 10000, false), ('个百分点', -100, 100, false),
    ('小时', 0, 8784, false), ('分钟', 0, 527040, false), ('岁', 0, 130, false), ('天', 0, 36525, false)
)

select
    article_id,
    fact_id,
    quote,
    value,
    figures.unit
from facts.figures as figures left join bounds using (unit)
where
    not isfinite(value)
    or (bounds.unit is null and value < 0)
    or value not between low and high
    or (whole and value <> floor(value))
