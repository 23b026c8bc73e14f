-- How much money was given in each county? Single gifts are summed, each once; totals that the texts state stand beside the sum.
select
    place,
    min(date) as first_on,
    sum(gifts) as gifts,
    sum(amount_cny) as amount_cny,
    max(stated_total) as stated_total
from mart.donation_totals
where item = '现金'
group by place
order by amount_cny desc nulls last, place asc
limit 5;
