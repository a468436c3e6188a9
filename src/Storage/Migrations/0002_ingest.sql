-- What a retry with the same Idempotency-Key answers; written in the transaction of the rows.
create table idempotency_keys (
    source text not null,
    key text not null,
    successful_rows integer not null,
    quarantined_rows integer not null,
    created_at timestamptz not null default now(),
    primary key (source, key)
);

create index idempotency_keys_created on idempotency_keys (created_at);

-- The last transaction of every writer, written in that transaction. It tells whether a COMMIT whose answer was lost took place: a
-- transaction id alone cannot, because Postgres may hand out an id again that a crash kept from reaching the log.
create table ingest_writers (
    writer uuid primary key,
    sequence bigint not null,
    transaction_id xid8 not null,
    written_at timestamptz not null default now()
) with (fillfactor = 50);

-- Rows that did not fit. "raw" is the text as sent; "fields" the same when it is a JSON object.
create table quarantine (
    id bigint generated always as identity primary key,
    source text not null,
    import_id text not null,
    insertion_date timestamptz not null default now(),
    error_columns text[] not null,
    errors text[] not null,
    raw text not null,
    fields jsonb
);

create index quarantine_source on quarantine (source, insertion_date);

-- Small facts about the whole installation, by name.
create table state (
    name text primary key,
    value jsonb not null
);
