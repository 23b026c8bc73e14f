-- relation: facts.people
-- severity: warning
-- because: a Chinese name has two to four characters, a Mongolian one five, others a middle dot; what is longer, or begins or ends with a
--   particle, is mostly no name (of 51,593 names in mixed news 178 are longer); ＊＊Ａ stands for a name that is withheld
select
    article_id,
    fact_id,
    name
from facts.people
where
    not regexp_full_match(name, '\p{Han}{2,5}|\p{Han}{1,8}(·\p{Han}{1,8})+|＊*[Ａ-Ｚ]+')
    or regexp_matches(name, '^[的了与及在对将把被各让使]|[的了与及在对将把被各让使]$')
