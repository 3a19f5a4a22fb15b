-- Does the person of this transaction sit in that case?
create function sits(wanted uuid) returns boolean language sql stable
  as $$ select exists (select from seats s where s.case_id = wanted and s.account_id = (select person_id()) and s.status = 'sitting') $$;
grant execute on function sits(uuid) to proviso_app;

-- Deliberation (C5): beside the body's seal, a lock of its own, so that a forgotten filter shows nothing.
create procedure isolate_deliberation(t regclass) language plpgsql as $$
begin
  call isolate(t);
  execute format('create policy sitting on %s as restrictive to proviso_app using (sits(case_id)) with check (sits(case_id))', t);
end $$;

create table steps (
  tenant_id uuid not null default tenant_id() references bodies,
  case_id uuid not null,
  claim_id uuid not null,
  step text not null check (step in ('threshold', 'good_faith', 'necessity', 'proportionality')),
  -- 1, and one more each time that the claim is reopened (T-34a).
  round integer not null default 1,
  opened_at timestamptz not null,
  revealed_at timestamptz,
  arguendo_reasons text,
  finding text check (finding in ('met', 'not_met', 'not_reached', 'no_finding')),
  -- Propositions with counts, element outcomes, and what the scores indicated.
  result jsonb,
  decided_at timestamptz,
  check ((finding is null) = (decided_at is null)),
  primary key (tenant_id, claim_id, step, round),
  foreign key (tenant_id, case_id) references cases (tenant_id, id),
  foreign key (tenant_id, claim_id) references claims (tenant_id, id)
);
call isolate_deliberation('steps');
create index steps_by_case on steps (tenant_id, case_id);

create table sheets (
  tenant_id uuid not null default tenant_id() references bodies,
  case_id uuid not null,
  claim_id uuid not null,
  step text not null,
  round integer not null,
  account_id uuid not null,
  -- What is being written; the member's own until it is handed in.
  draft jsonb not null default '{}',
  saved_at timestamptz not null,
  submitted_at timestamptz,
  primary key (tenant_id, claim_id, step, round, account_id),
  foreign key (tenant_id, claim_id, step, round) references steps (tenant_id, claim_id, step, round),
  foreign key (tenant_id, account_id) references accounts (tenant_id, id)
);
call isolate_deliberation('sheets');
create index sheets_by_case on sheets (tenant_id, case_id);
-- Until the reveal a member reads no sheet but his own: neither draft nor when it was handed in.
create policy sealed on sheets as restrictive for select to proviso_app
  using (account_id = (select person_id()) or exists (
    select from steps s where s.claim_id = sheets.claim_id and s.step = sheets.step
      and s.round = sheets.round and s.revealed_at is not null));
-- How many are in, for those who sit, and no more than that.
create function sheets_in(wanted uuid) returns table (claim_id uuid, step text, round integer, handed_in integer)
  language sql stable security definer set search_path = public as $$
    select claim_id, step, round, count(*)::integer from sheets
     where case_id = wanted and tenant_id = (select tenant_id()) and submitted_at is not null and sits(wanted)
     group by claim_id, step, round
  $$;
revoke execute on function sheets_in(uuid) from public;
grant execute on function sheets_in(uuid) to proviso_app;

create table answers (
  tenant_id uuid not null default tenant_id() references bodies,
  case_id uuid not null,
  claim_id uuid not null,
  step text not null,
  round integer not null,
  account_id uuid not null,
  -- A criterion (2.1) or, at the threshold, an element.
  row_key text not null,
  revision integer not null check (revision > 0),
  value text not null check (value in ('4', '3', '2', '1', '0', 'ND', 'NA')),
  confidence text not null check (confidence in ('L', 'M', 'H')),
  reasons text not null,
  exhibits text[] not null,
  -- What the record lacks, where the answer is ND.
  missing text not null default '',
  change_reason text check ((revision = 1) = (change_reason is null)),
  at timestamptz not null,
  primary key (tenant_id, claim_id, step, round, account_id, row_key, revision),
  foreign key (tenant_id, claim_id, step, round, account_id) references sheets (tenant_id, claim_id, step, round, account_id)
);
call isolate_deliberation('answers');
revoke update on answers from proviso_app;
create index answers_by_case on answers (tenant_id, case_id);
-- Sealed until the reveal: before it, a member reads only what is his own.
create policy sealed on answers as restrictive for select to proviso_app
  using (account_id = (select person_id()) or exists (
    select from steps s where s.claim_id = answers.claim_id and s.step = answers.step
      and s.round = answers.round and s.revealed_at is not null));

create table ballots (
  tenant_id uuid not null default tenant_id() references bodies,
  case_id uuid not null,
  claim_id uuid not null,
  step text not null,
  round integer not null,
  -- provisional in CS-12, final in CS-16.
  call text not null check (call in ('provisional', 'final')),
  proposition text not null,
  account_id uuid not null,
  vote text not null check (vote in ('yes', 'no')),
  elements jsonb not null default '{}',
  reasons text not null,
  departure_reasons text,
  at timestamptz not null,
  primary key (tenant_id, claim_id, step, round, call, proposition, account_id),
  foreign key (tenant_id, claim_id, step, round) references steps (tenant_id, claim_id, step, round),
  foreign key (tenant_id, account_id) references accounts (tenant_id, id)
);
call isolate_deliberation('ballots');
revoke update on ballots from proviso_app;
grant update (departure_reasons) on ballots to proviso_app;
create index ballots_by_case on ballots (tenant_id, case_id);
