-- Queues of stream messages. A message that was taken is invisible for a while, and deleted once every consumer has it; taken too often or
-- grown too old it is set aside: it stays to be looked at until remove_at, and is not taken again.
create table stream_messages (
    service_id text not null,
    provider_id text not null,
    queue_id text not null,
    message_id bigint generated always as identity,
    dequeued integer not null default 0,
    visible_at timestamptz not null default now(),
    expires_at timestamptz not null,
    created_at timestamptz not null default now(),
    modified_at timestamptz not null default now(),
    remove_at timestamptz,
    payload bytea not null,
    primary key (service_id, provider_id, queue_id, message_id)
);

-- The queues are polled many times a second: what was set aside must not be in the way.
create index stream_messages_waiting on stream_messages (service_id, provider_id, queue_id, message_id) where remove_at is null;

-- When a queue is next swept of old messages.
create table stream_queues (
    service_id text not null,
    provider_id text not null,
    queue_id text not null,
    sweep_at timestamptz not null default now(),
    primary key (service_id, provider_id, queue_id)
);

insert into orleansquery values
-- Numbers are handed out under a lock, so they become visible in their order: a consumer that has passed a number misses none below it.
('QueueStreamMessageKey', $query$
with queue as (
    insert into stream_queues (service_id, provider_id, queue_id) values (@ServiceId, @ProviderId, @QueueId) on conflict do nothing
), turn as materialized (
    select pg_advisory_xact_lock(hashtextextended(concat_ws('/', @ServiceId, @ProviderId, @QueueId), 0))
)
insert into stream_messages (service_id, provider_id, queue_id, expires_at, payload)
select @ServiceId, @ProviderId, @QueueId, now() + @ExpiryTimeout * interval '1 second', @Payload
from turn
returning service_id as "ServiceId", provider_id as "ProviderId", queue_id as "QueueId", message_id as "MessageId"
$query$),

-- First sweeps the queue when that is due, then takes the oldest messages that nobody holds.
('GetStreamMessagesKey', $query$
with due as (
    update stream_queues set sweep_at = now() + @EvictionInterval * interval '1 second'
    where service_id = @ServiceId and provider_id = @ProviderId and queue_id = @QueueId and sweep_at <= now()
    returning queue_id
), old as (
    select m.message_id
    from due join stream_messages m on m.service_id = @ServiceId and m.provider_id = @ProviderId and m.queue_id = due.queue_id
    where m.remove_at is null and m.visible_at <= now() and (m.dequeued >= @MaxAttempts or m.expires_at <= now())
    limit @EvictionBatchSize
), set_aside as (
    update stream_messages m set remove_at = now() + @RemovalTimeout * interval '1 second', modified_at = now()
    from old
    where m.service_id = @ServiceId and m.provider_id = @ProviderId and m.queue_id = @QueueId and m.message_id = old.message_id
), over as (
    select m.message_id
    from due join stream_messages m on m.service_id = @ServiceId and m.provider_id = @ProviderId and m.queue_id = due.queue_id
    where m.remove_at <= now()
    limit @EvictionBatchSize
)
delete from stream_messages m using over
where m.service_id = @ServiceId and m.provider_id = @ProviderId and m.queue_id = @QueueId and m.message_id = over.message_id;

with free as (
    select message_id
    from stream_messages
    where service_id = @ServiceId and provider_id = @ProviderId and queue_id = @QueueId
      and remove_at is null and visible_at <= now() and expires_at > now() and dequeued < @MaxAttempts
    order by message_id
    limit @MaxCount
    for update skip locked
), taken as (
    update stream_messages m
    set dequeued = m.dequeued + 1, visible_at = now() + @VisibilityTimeout * interval '1 second', modified_at = now()
    from free
    where m.service_id = @ServiceId and m.provider_id = @ProviderId and m.queue_id = @QueueId and m.message_id = free.message_id
    returning m.*
)
select service_id as "ServiceId", provider_id as "ProviderId", queue_id as "QueueId", message_id as "MessageId", dequeued as "Dequeued",
       visible_at as "VisibleOn", expires_at as "ExpiresOn", created_at as "CreatedOn", modified_at as "ModifiedOn", payload as "Payload"
from taken
order by message_id
$query$),

-- @Items reads ID:DEQUEUED|ID:DEQUEUED. Who took a message that has been taken again since has lost it, and confirms nothing.
('ConfirmStreamMessagesKey', $query$
delete from stream_messages m
using (
    select split_part(item, ':', 1)::bigint as message_id, split_part(item, ':', 2)::integer as dequeued
    from unnest(string_to_array(@Items, '|')) item
) delivered
where m.service_id = @ServiceId and m.provider_id = @ProviderId and m.queue_id = @QueueId
  and m.message_id = delivered.message_id and m.dequeued = delivered.dequeued
returning m.service_id as "ServiceId", m.provider_id as "ProviderId", m.queue_id as "QueueId", m.message_id as "MessageId"
$query$),

-- Delivery failed: to be taken again at once while attempts are left.
('FailStreamMessageKey', $query$
update stream_messages
set visible_at = now(), modified_at = now(),
    remove_at = case when dequeued >= @MaxAttempts then now() + @RemovalTimeout * interval '1 second' end
where service_id = @ServiceId and provider_id = @ProviderId and queue_id = @QueueId and message_id = @MessageId and remove_at is null
$query$),

('EvictStreamMessagesKey', $query$
with old as (
    select message_id
    from stream_messages
    where service_id = @ServiceId and provider_id = @ProviderId and queue_id = @QueueId
      and remove_at is null and visible_at <= now() and (dequeued >= @MaxAttempts or expires_at <= now())
    limit @MaxCount
)
update stream_messages m set remove_at = now() + @RemovalTimeout * interval '1 second', modified_at = now()
from old
where m.service_id = @ServiceId and m.provider_id = @ProviderId and m.queue_id = @QueueId and m.message_id = old.message_id
$query$),

('EvictStreamDeadLettersKey', $query$
with over as (
    select message_id
    from stream_messages
    where service_id = @ServiceId and provider_id = @ProviderId and queue_id = @QueueId and remove_at <= now()
    limit @MaxCount
)
delete from stream_messages m using over
where m.service_id = @ServiceId and m.provider_id = @ProviderId and m.queue_id = @QueueId and m.message_id = over.message_id
$query$);
