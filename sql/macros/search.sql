-- search(words, top := 20): original articles that hold at least one of the words, best first, each with its most telling sentence.
-- Words are separated by spaces; what stands between quotation marks is one phrase with its spaces. Traditional input finds Simplified texts.
-- A word is found as written, also inside longer ones (检测 in 体温检测点): SQL cannot divide the question into words as the texts were, and
-- a division that differs would find nothing. The rank is BM25 (k1 = 1.2, b = 0.75); a word in the headline counts three times.
-- No index is kept: the texts are read from end to end, which takes well under a second.
create or replace macro search(words, top := 20) as table
    with given as (
        select unnest(regexp_extract_all(words, '"[^"]+"|“[^”]+”|「[^」]+」|[^\s　"“”「」]+')) as word
    ),

    spelt as (
        select trim(word, '"“”「」 　') as word
        from given
    ),

    -- The word as it is too: some Traditional characters are right in Simplified texts (乾 in names).
    terms as (
        select distinct unnest([word, canonical(word)]) as term
        from spelt
        where word <> ''
    ),

    counted as (
        select
            articles.article_id,
            strlen(articles.body) as size,
            terms.term,
            -- Dividing a text at a word is the fastest way to count it: one pass, whether the word is there or not.
            len(string_split(articles.body, terms.term)) - 1
            + case when contains(articles.headline, terms.term) then 3 else 0 end as frequency
        from core.articles as articles
        cross join terms
        where articles.duplicate_of is null
    ),

    hits as (
        select *
        from counted
        where frequency > 0
    ),

    originals as (
        select
            count(*) as articles,
            avg(strlen(body)) as size
        from core.articles
        where duplicate_of is null
    ),

    weights as (
        select
            hits.term,
            ln(1 + (any_value(originals.articles) - count(*) + 0.5) / (count(*) + 0.5)) as weight
        from hits
        cross join originals
        group by hits.term
    ),

    best as (
        select
            hits.article_id,
            list(hits.term order by weights.weight desc, hits.term asc) as found,
            sum(weights.weight * hits.frequency * 2.2 / (hits.frequency + 1.2 * (0.25 + 0.75 * hits.size / originals.size))) as score
        from hits
        inner join weights on hits.term = weights.term
        cross join originals
        group by hits.article_id
        order by score desc, hits.article_id asc
        limit top
    ),

    -- Of an article's sentences the one with the most, and the rarest, of the words; of equal ones the first.
    sentences as (
        select
            said.article_id,
            arg_max(
                said.text,
                {
                    'weight': (
                        select coalesce(sum(weights.weight), 0)
                        from weights
                        where contains(said.text, weights.term)
                    ),
                    'first': -said.seq
                }
            ) as text
        from core.sentences as said
        semi join best on said.article_id = best.article_id
        group by said.article_id
    )

    select
        round(best.score, 3) as score,
        articles.headline,
        sentences.text as sentence,
        articles.place_name as place,
        articles.event_date as date,
        documents.source_name,
        best.found,
        documents.file_name,
        best.article_id
    from best
    inner join core.articles as articles on best.article_id = articles.article_id
    inner join core.documents as documents on articles.document_id = documents.document_id
    left join sentences on best.article_id = sentences.article_id
    order by best.score desc, best.article_id asc;

comment on macro table search is 'Original articles that hold at least one of the words, best first: from search(''口罩 "体温 检测" 捐贈'')'; -- noqa: PRS
