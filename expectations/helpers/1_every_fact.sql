-- Every fact of every kind, in the columns that all kinds have.
select
    'people' as kind,
    fact_id,
    article_id,
    char_start,
    char_end,
    raw_start,
    raw_end,
    quote,
    rule,
    confidence
from facts.people
union all
select
    'positions' as kind,
    fact_id,
    article_id,
    char_start,
    char_end,
    raw_start,
    raw_end,
    quote,
    rule,
    confidence
from facts.positions
union all
select
    'places' as kind,
    fact_id,
    article_id,
    char_start,
    char_end,
    raw_start,
    raw_end,
    quote,
    rule,
    confidence
from facts.places
union all
select
    'organisations' as kind,
    fact_id,
    article_id,
    char_start,
    char_end,
    raw_start,
    raw_end,
    quote,
    rule,
    confidence
from facts.organisations
union all
select
    'activities' as kind,
    fact_id,
    article_id,
    char_start,
    char_end,
    raw_start,
    raw_end,
    quote,
    rule,
    confidence
from facts.activities
union all
select
    'activity_people' as kind,
    fact_id,
    article_id,
    char_start,
    char_end,
    raw_start,
    raw_end,
    quote,
    rule,
    confidence
from facts.activity_people
union all
select
    'activity_venues' as kind,
    fact_id,
    article_id,
    char_start,
    char_end,
    raw_start,
    raw_end,
    quote,
    rule,
    confidence
from facts.activity_venues
union all
select
    'measures' as kind,
    fact_id,
    article_id,
    char_start,
    char_end,
    raw_start,
    raw_end,
    quote,
    rule,
    confidence
from facts.measures
union all
select
    'directives' as kind,
    fact_id,
    article_id,
    char_start,
    char_end,
    raw_start,
    raw_end,
    quote,
    rule,
    confidence
from facts.directives
union all
select
    'quotes' as kind,
    fact_id,
    article_id,
    char_start,
    char_end,
    raw_start,
    raw_end,
    quote,
    rule,
    confidence
from facts.quotes
union all
select
    'figures' as kind,
    fact_id,
    article_id,
    char_start,
    char_end,
    raw_start,
    raw_end,
    quote,
    rule,
    confidence
from facts.figures
union all
select
    'donations' as kind,
    fact_id,
    article_id,
    char_start,
    char_end,
    raw_start,
    raw_end,
    quote,
    rule,
    confidence
from facts.donations
union all
select
    'formulas' as kind,
    fact_id,
    article_id,
    char_start,
    char_end,
    raw_start,
    raw_end,
    quote,
    rule,
    confidence
from facts.formulas
