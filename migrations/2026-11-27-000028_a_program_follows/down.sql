alter table notices
  drop constraint notices_tried,
  drop column outcome,
  drop column tried_at;
-- No program can be told as it asked to be; nobody is written to in its place.
alter table subscriptions no force row level security;
update subscriptions set ended_at = now() where channel = 'webhook' and ended_at is null;
alter table subscriptions force row level security;
drop index subscriptions_once;
drop index subscriptions_once_a_case;
create unique index subscriptions_once on subscriptions (tenant_id, address, query) where ended_at is null and case_id is null;
create unique index subscriptions_once_a_case on subscriptions (tenant_id, address, case_id) where ended_at is null and case_id is not null;
alter table subscriptions drop constraint subscriptions_of_programs, drop column channel;
