-- Data projects that were deployed over HTTP. The newest of a project is the one that holds, in the place of the files that the server was
-- started with.
create table deployments (
    id bigint generated always as identity primary key,
    project text not null,
    -- [{"path", "text"}]
    files jsonb not null,
    changes jsonb not null,
    deployed_by text not null,
    deployed_at timestamptz not null
);

create index deployments_project on deployments (project, id desc);
