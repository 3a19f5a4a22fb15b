-- A program follows what is public: it is told by signed messages to an address of its own. Each of its
-- followings has its own secret, so the same may be followed at one address more than once.
alter table subscriptions
  add column channel text not null default 'mail' check (channel in ('mail', 'webhook')),
  -- A program is told at once; whoever wants a digest reads the feed.
  add constraint subscriptions_of_programs check (channel = 'mail' or cadence = 'at_once');
drop index subscriptions_once;
drop index subscriptions_once_a_case;
create unique index subscriptions_once on subscriptions (tenant_id, address, query)
  where ended_at is null and case_id is null and channel = 'mail';
create unique index subscriptions_once_a_case on subscriptions (tenant_id, address, case_id)
  where ended_at is null and case_id is not null and channel = 'mail';

-- What the last attempt to tell a program came to: the status of its answer, or why there was none.
alter table notices
  add column tried_at timestamptz,
  add column outcome text check (outcome ~ '^([1-9][0-9][0-9]|unreachable|too_slow|forbidden)$'),
  add constraint notices_tried check ((tried_at is null) = (outcome is null));
