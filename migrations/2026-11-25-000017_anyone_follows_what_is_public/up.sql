-- Who follows what is public, by e-mail. Nobody is written to before they confirmed it themselves.
create table subscriptions (
  tenant_id uuid not null default tenant_id() references bodies,
  id uuid not null,
  address text not null,
  -- A search of the portal, as its address has it; or a case of the register.
  query text not null,
  case_id uuid,
  cadence text not null check (cadence in ('at_once', 'daily', 'weekly')),
  -- Opens the page on which one confirms and leaves, and nothing else.
  token text not null,
  asked_at timestamptz not null,
  confirmed_at timestamptz,
  ended_at timestamptz,
  -- Up to where its follower was told: a line of the log of publications, or of the case's docket.
  told_upto integer not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, case_id) references cases (tenant_id, id)
);
call isolate('subscriptions');
create unique index subscriptions_once on subscriptions (tenant_id, address, query) where ended_at is null and case_id is null;
create unique index subscriptions_once_a_case on subscriptions (tenant_id, address, case_id) where ended_at is null and case_id is not null;
create index subscriptions_asked on subscriptions (tenant_id, asked_at) where confirmed_at is null;
create index subscriptions_of_case on subscriptions (tenant_id, case_id) where ended_at is null;

-- What a follower is told, written in the transaction that moves them on: each event once.
create table notices (
  tenant_id uuid not null default tenant_id() references bodies,
  id uuid not null,
  subscription_id uuid not null,
  upto integer not null,
  -- The rulings that it tells of.
  rulings uuid[] not null,
  subject text not null,
  body text not null,
  message_id text not null,
  written_at timestamptz not null,
  sent_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, subscription_id, upto),
  foreign key (tenant_id, subscription_id) references subscriptions (tenant_id, id)
);
call isolate('notices');
