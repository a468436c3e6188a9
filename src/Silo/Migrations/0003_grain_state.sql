-- State that grains saved. A grain is named by numbers, by text, or by both; no text is kept as ''.
create table grain_state (
    service_id text not null,
    grain_type text not null,
    key_0 bigint not null,
    key_1 bigint not null,
    key_text text not null,
    payload bytea,
    version integer not null,
    saved_at timestamptz not null default now()
);

-- A key may be longer than an index entry can be, so it is indexed by its digest.
create unique index grain_state_key on grain_state (md5(key_text), grain_type, service_id, key_0, key_1);

insert into orleansquery values
('ReadFromStorageKey', $query$
select payload as "PayloadBinary", version as "Version"
from grain_state
where md5(key_text) = md5(coalesce(@GrainIdExtensionString, '')) and key_text = coalesce(@GrainIdExtensionString, '')
  and grain_type = @GrainTypeString and service_id = @ServiceId and key_0 = @GrainIdN0 and key_1 = @GrainIdN1
$query$),

-- Writes only on top of the version that the writer read, or where nothing was when it read nothing; else answers no row, which the
-- provider takes for a conflict. So of two activations of one grain the second to write loses.
('WriteToStorageKey', $query$
with changed as (
    update grain_state set payload = @PayloadBinary, version = version + 1, saved_at = now()
    where md5(key_text) = md5(coalesce(@GrainIdExtensionString, '')) and key_text = coalesce(@GrainIdExtensionString, '')
      and grain_type = @GrainTypeString and service_id = @ServiceId and key_0 = @GrainIdN0 and key_1 = @GrainIdN1
      and version = @GrainStateVersion
    returning version
), created as (
    insert into grain_state (service_id, grain_type, key_0, key_1, key_text, payload, version)
    select @ServiceId, @GrainTypeString, @GrainIdN0, @GrainIdN1, coalesce(@GrainIdExtensionString, ''), @PayloadBinary, 1
    where @GrainStateVersion is null
    on conflict do nothing
    returning version
)
select version as "NewGrainStateVersion" from changed
union all
select version from created
$query$),

('ClearStorageKey', $query$
update grain_state set payload = null, version = version + 1, saved_at = now()
where md5(key_text) = md5(coalesce(@GrainIdExtensionString, '')) and key_text = coalesce(@GrainIdExtensionString, '')
  and grain_type = @GrainTypeString and service_id = @ServiceId and key_0 = @GrainIdN0 and key_1 = @GrainIdN1
  and version = @GrainStateVersion
returning version as "NewGrainStateVersion"
$query$),

('DeleteStorageKey', $query$
delete from grain_state
where md5(key_text) = md5(coalesce(@GrainIdExtensionString, '')) and key_text = coalesce(@GrainIdExtensionString, '')
  and grain_type = @GrainTypeString and service_id = @ServiceId and key_0 = @GrainIdN0 and key_1 = @GrainIdN1
  and version = @GrainStateVersion
returning version + 1 as "NewGrainStateVersion"
$query$);
