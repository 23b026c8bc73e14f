-- relation: facts
-- severity: reject
-- because: the same words of one article are one fact: a gift, figure, measure or event that is there twice would be added up twice
--   (duplicates are the first complaint of GDELT's users); none is in 350,000 facts of mixed news
with told as (
    select
        article_id,
        fact_id,
        concat_ws(' ', 'donation', char_start, char_end, donor, recipient, item, quantity, unit) as fact
    from facts.donations
    union all
    select
        article_id,
        fact_id,
        concat_ws(' ', 'figure', raw_start, char_start, char_end, value, unit, what) as fact
    from facts.figures
    union all
    select
        article_id,
        fact_id,
        concat_ws(' ', 'measure', raw_start, char_start, char_end, code, modality, speaker) as fact
    from facts.measures
    union all
    select
        article_id,
        fact_id,
        concat_ws(' ', 'person', name) as fact
    from facts.people
    union all
    select
        article_id,
        fact_id,
        concat_ws(' ', 'directive', char_start, char_end, text) as fact
    from facts.directives
    union all
    select
        article_id,
        fact_id,
        concat_ws(' ', 'activity', kind, date, char_start, char_end, title) as fact
    from facts.activities
),

twice as (
    select
        article_id,
        fact,
        count(*) as times,
        min(fact_id) as fact_id
    from told
    where hash(article_id) % $parts = $part
    group by article_id, fact
    having count(*) > 1
)

select
    document_id,
    article_id,
    fact_id,
    fact,
    times
from twice inner join core.articles using (article_id)
