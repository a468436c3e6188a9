-- Run by psql, as the owner of the server: makes the login "grafana", with the password of the environment variable. It may be run again.
\set password ''
\getenv password GRAINWATCH_GRAFANA_PASSWORD
select :'password' = '' as password_missing \gset
\if :password_missing
do $$ begin raise exception 'GRAINWATCH_GRAFANA_PASSWORD is not set. Choose a password for Grafana.'; end $$;
\endif

-- The silos make the reader, and give it its rights, when they start. Whoever comes first makes it.
select 'create role grainwatch_reader nologin' where not exists (select from pg_roles where rolname = 'grainwatch_reader') \gexec
select 'create role grafana login' where not exists (select from pg_roles where rolname = 'grafana') \gexec
alter role grafana login password :'password';
grant grainwatch_reader to grafana;
