-- What wakes a grain on time even when no silo of then is left.
create table reminders (
    service_id text not null,
    grain_id text not null,
    name text not null,
    start_at timestamptz not null,
    period_ms bigint not null,
    grain_hash integer not null,
    version integer not null default 0,
    primary key (service_id, grain_id, name)
);

-- Each silo serves an arc of the ring of hashes, and reads its arc.
create index reminders_arc on reminders (service_id, grain_hash);

insert into orleansquery values
('UpsertReminderRowKey', $query$
insert into reminders as r (service_id, grain_id, name, start_at, period_ms, grain_hash)
values (@ServiceId, @GrainId, @ReminderName, @StartTime, @Period, @GrainHash)
on conflict (service_id, grain_id, name) do update
set start_at = excluded.start_at, period_ms = excluded.period_ms, grain_hash = excluded.grain_hash, version = r.version + 1
returning version as "Version"
$query$),

('ReadReminderRowsKey', $query$
select grain_id as "GrainId", name as "ReminderName", start_at as "StartTime", period_ms as "Period", version as "Version"
from reminders
where service_id = @ServiceId and grain_id = @GrainId
$query$),

('ReadReminderRowKey', $query$
select grain_id as "GrainId", name as "ReminderName", start_at as "StartTime", period_ms as "Period", version as "Version"
from reminders
where service_id = @ServiceId and grain_id = @GrainId and name = @ReminderName
$query$),

-- An arc begins after its first hash and ends with its last; the second form is the arc that runs over the end of the ring.
('ReadRangeRows1Key', $query$
select grain_id as "GrainId", name as "ReminderName", start_at as "StartTime", period_ms as "Period", version as "Version"
from reminders
where service_id = @ServiceId and grain_hash > @BeginHash and grain_hash <= @EndHash
$query$),

('ReadRangeRows2Key', $query$
select grain_id as "GrainId", name as "ReminderName", start_at as "StartTime", period_ms as "Period", version as "Version"
from reminders
where service_id = @ServiceId and (grain_hash > @BeginHash or grain_hash <= @EndHash)
$query$),

('DeleteReminderRowKey', $query$
with gone as (
    delete from reminders
    where service_id = @ServiceId and grain_id = @GrainId and name = @ReminderName and version = @Version
    returning name
)
select count(*)::integer from gone
$query$),

('DeleteReminderRowsKey', $query$
delete from reminders where service_id = @ServiceId
$query$);
