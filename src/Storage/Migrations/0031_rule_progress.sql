-- Rules that are on their way to fire (pending) or to resolve (recovering). Written with the minute that was judged.
create table rule_progress (
    shard integer not null references rule_shards on delete cascade,
    series_id integer not null references series on delete cascade,
    rule text not null,
    phase text not null check (phase in ('pending', 'recovering')),
    since timestamptz not null,
    minutes integer not null,
    needed integer not null,
    primary key (series_id, rule)
);

create index rule_progress_shard on rule_progress (shard);

-- The state of every series that is not ok. It is recovering when all that fires is.
create view series_states as
    select series_id, case min(rank) when 0 then 'firing' when 1 then 'recovering' else 'pending' end as state
    from (
        select a.series_id, case when p.phase = 'recovering' then 1 else 0 end as rank
        from anomalies a left join rule_progress p on p.series_id = a.series_id and p.rule = a.rule
        where a.resolved_at is null
        union all
        select series_id, 2 from rule_progress where phase = 'pending'
    ) parts
    group by series_id;
