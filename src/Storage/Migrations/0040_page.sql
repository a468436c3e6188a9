-- Links that sign somebody in once. The token in them is sealed with a key that is not in the database.
create table sign_in_links (
    hash bytea primary key,
    sealed bytea not null,
    expires_at timestamptz not null
);

-- What each process is doing, a row each, written anew every second. Not worth the log: after a crash every process writes it again.
create unlogged table process_stats (
    process text primary key,
    at timestamptz not null,
    stats jsonb not null
) with (fillfactor = 50);
