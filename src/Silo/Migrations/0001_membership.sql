-- Orleans' ADO.NET providers read their statements from a table of this name, once, when they start: its name, the keys, the parameters
-- and the names of the result columns are theirs; the tables and the statements are ours. All of it lives in a schema of its own, and the
-- providers' connections have that on their search path.
create table orleansquery (
    querykey text primary key,
    querytext text not null
);

-- Who is in the cluster. Every change of membership carries the version it was decided on: the row here is what concurrent changes are
-- serialised by, so a silo that decides on an old view changes nothing.
create table clusters (
    cluster_id text primary key,
    version integer not null default 0,
    changed_at timestamptz not null default now()
);

-- status: 1 created, 2 joining, 3 active, 4 shutting down, 5 stopping, 6 dead.
create table silos (
    cluster_id text not null references clusters,
    address text not null,
    port integer not null,
    generation integer not null,
    name text not null,
    host text not null,
    status integer not null,
    gateway_port integer not null,
    suspicions text,
    started_at timestamptz not null,
    alive_at timestamptz not null,
    primary key (cluster_id, address, port, generation)
);

insert into orleansquery values
('InsertMembershipVersionKey', $query$
with created as (
    insert into clusters (cluster_id) values (@DeploymentId) on conflict do nothing returning cluster_id
)
select count(*)::integer from created
$query$),

-- 1 when the silo was added on the version its caller had seen, 0 when that is outdated or the silo is there already.
('InsertMembershipKey', $query$
with agreed as (
    update clusters c set version = c.version + 1, changed_at = now()
    where c.cluster_id = @DeploymentId and c.version = @Version
      and not exists (
        select from silos s
        where s.cluster_id = @DeploymentId and s.address = @Address and s.port = @Port and s.generation = @Generation)
    returning c.cluster_id
), added as (
    insert into silos (cluster_id, address, port, generation, name, host, status, gateway_port, started_at, alive_at)
    select cluster_id, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime
    from agreed
    returning cluster_id
)
select count(*)::integer from added
$query$),

('UpdateMembershipKey', $query$
with agreed as (
    update clusters c set version = c.version + 1, changed_at = now()
    where c.cluster_id = @DeploymentId and c.version = @Version
      and exists (
        select from silos s
        where s.cluster_id = @DeploymentId and s.address = @Address and s.port = @Port and s.generation = @Generation)
    returning c.cluster_id
), changed as (
    update silos s set status = @Status, suspicions = @SuspectTimes, alive_at = @IAmAliveTime
    from agreed
    where s.cluster_id = agreed.cluster_id and s.address = @Address and s.port = @Port and s.generation = @Generation
    returning s.cluster_id
)
select count(*)::integer from changed
$query$),

-- A sign of life is no change of membership: no version is asked for.
('UpdateIAmAlivetimeKey', $query$
update silos set alive_at = @IAmAliveTime
where cluster_id = @DeploymentId and address = @Address and port = @Port and generation = @Generation
$query$),

-- Both reads answer one row without a silo when there is none, because the version is always asked for.
('MembershipReadRowKey', $query$
select s.address as "Address", s.port as "Port", s.generation as "Generation", s.name as "SiloName", s.host as "HostName",
       s.status as "Status", s.gateway_port as "ProxyPort", s.suspicions as "SuspectTimes", s.started_at as "StartTime",
       s.alive_at as "IAmAliveTime", c.version as "Version"
from clusters c
left join silos s on s.cluster_id = c.cluster_id and s.address = @Address and s.port = @Port and s.generation = @Generation
where c.cluster_id = @DeploymentId
$query$),

('MembershipReadAllKey', $query$
select s.address as "Address", s.port as "Port", s.generation as "Generation", s.name as "SiloName", s.host as "HostName",
       s.status as "Status", s.gateway_port as "ProxyPort", s.suspicions as "SuspectTimes", s.started_at as "StartTime",
       s.alive_at as "IAmAliveTime", c.version as "Version"
from clusters c
left join silos s on s.cluster_id = c.cluster_id
where c.cluster_id = @DeploymentId
$query$),

-- What clients connect to: silos of the asked status that take clients.
('GatewaysQueryKey', $query$
select address as "Address", gateway_port as "ProxyPort", generation as "Generation"
from silos
where cluster_id = @DeploymentId and status = @Status and gateway_port > 0
$query$),

('CleanupDefunctSiloEntriesKey', $query$
delete from silos where cluster_id = @DeploymentId and alive_at < @IAmAliveTime and status <> 3
$query$),

('DeleteMembershipTableEntriesKey', $query$
delete from silos where cluster_id = @DeploymentId;
delete from clusters where cluster_id = @DeploymentId
$query$);
