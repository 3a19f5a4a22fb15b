-- From which network someone signed in, as a mark that tells networks apart and not where they are: who was
-- there before is not made to wait because strangers try their password. And with which program, so that one
-- knows one's own sessions again.
alter table sessions add column network text, add column program text;
create index sessions_by_network on sessions (tenant_id, account_id, network) where network is not null;
