-- Under load VACUUM waits for seconds for a moment without writers in which it could give pages back, and lets nobody else VACUUM meanwhile.
-- Compaction has it done when it is quiet.
alter table log_minute_deltas set (vacuum_truncate = off);
