-- What could not be delivered is counted every few seconds.
create index notifications_dead on notifications (receiver) where state = 'dead';
