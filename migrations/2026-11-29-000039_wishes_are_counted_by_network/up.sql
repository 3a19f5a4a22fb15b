-- From which network someone asked to be told, as a keyed hash that only this server can make again; nothing
-- once they confirmed. A stranger who asks for many is told to stop, and nobody else is.
alter table subscriptions add column sender text;
