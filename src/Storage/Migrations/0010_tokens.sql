-- Static tokens. Their text is not kept: who has it can be recognised by its SHA-256 hash, which is enough for 256 random bits.
create table tokens (
    name text primary key,
    description text not null,
    hash bytea unique, -- null: asked for by a data project, and not handed out yet
    hint text not null, -- how the text begins, to tell tokens apart
    scopes text[] not null, -- as the API writes them, such as DATASOURCES:READ:events:company_id = 1
    project_scopes text[] not null default '{}', -- the same, from the TOKEN lines of data projects
    created_at timestamptz not null default now()
);
