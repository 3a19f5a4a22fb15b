create table deadlines (
  tenant_id uuid not null default tenant_id() references bodies,
  id uuid not null,
  case_id uuid,
  report_id uuid,
  -- DL-n of procedure 2.2.10; empty where the rules set no limit.
  rule text,
  act text not null,
  -- Whose matter it is, as a line of someone's work shows it.
  heading text not null,
  what text not null,
  owed_by text not null check (owed_by in ('registrar', 'case_officer', 'president', 'applicant', 'respondent',
    'both_parties', 'presiding_member', 'each_member', 'candidate', 'reported_state', 'liaison')),
  -- The state whose agent owes it, or the person who does; neither: whoever holds the role.
  party text,
  person uuid,
  started_on date,
  due_on date,
  due_at timestamptz,
  sentence text not null,
  state text not null check (state in ('open', 'met', 'expired', 'cancelled')),
  -- What the clock does when it runs out: an act of the slice that opened it, or nothing.
  on_expiry text,
  opened_at timestamptz not null,
  settled_at timestamptz,
  check ((case_id is null) <> (report_id is null)),
  primary key (tenant_id, id),
  foreign key (tenant_id, case_id) references cases (tenant_id, id),
  foreign key (tenant_id, report_id) references reports (tenant_id, id),
  foreign key (tenant_id, person) references accounts (tenant_id, id)
);
call isolate('deadlines');
create index deadlines_open on deadlines (tenant_id, due_at, id) where state = 'open';
create index deadlines_by_case on deadlines (tenant_id, case_id);
create index deadlines_by_report on deadlines (tenant_id, report_id);
grant select (tenant_id, due_at, state, rule) on deadlines to proviso_worker;
create policy worker on deadlines for select to proviso_worker using (true);
create index deadlines_due on deadlines (due_at) where state = 'open';
