-- What was done to data sources as a whole, for clients that ask after it by its id.
create table data_source_jobs (
    id uuid primary key,
    kind text not null,
    source text not null,
    condition text not null,
    rows bigint not null,
    finished_at timestamptz not null
);
