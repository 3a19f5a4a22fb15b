-- How far the panel is, and the draft of its ruling.
create table deliberations (
  tenant_id uuid not null default tenant_id() references bodies,
  case_id uuid not null,
  version integer not null default 1,
  -- Every step of every claim is voted or left unreached.
  steps_done boolean not null default false,
  content jsonb not null default '{}',
  edited_by uuid,
  edited_at timestamptz,
  -- The draft has all that a ruling must contain (procedure 2.2.8).
  complete boolean not null default false,
  -- A majority vote against the indication still lacks its reasons (procedure 2.6.7).
  departures_missing boolean not null default false,
  -- The confirming roll call is complete; flipped: it differs from a finding (T-34a).
  voted_at timestamptz,
  flipped boolean not null default false,
  -- What the system puts into the operative part when the ruling issues (annex D 13).
  roll_call jsonb,
  primary key (tenant_id, case_id),
  foreign key (tenant_id, case_id) references cases (tenant_id, id)
);
call isolate_deliberation('deliberations');

create table rulings (
  tenant_id uuid not null default tenant_id() references bodies,
  id uuid not null,
  case_id uuid not null,
  content jsonb not null,
  -- Per claim: finding of each step, elements, outcome, concerns; without names until issue.
  results jsonb not null,
  roll_call jsonb,
  signed_presiding_by uuid not null,
  signed_presiding_at timestamptz not null,
  signed_registrar_by uuid,
  signed_registrar_at timestamptz,
  issued_at timestamptz,
  year integer,
  number integer,
  citation text,
  slug text,
  published_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, case_id),
  unique (tenant_id, year, number),
  unique (tenant_id, slug),
  foreign key (tenant_id, case_id) references cases (tenant_id, id)
);
call isolate('rulings');

-- Hands over the roll call of a case once both have signed; the registrar cannot read it before.
create function released_roll_call(wanted uuid) returns jsonb language sql stable security definer
  set search_path = public as $$
    select d.roll_call from deliberations d join rulings r on r.case_id = d.case_id
     where d.case_id = wanted and d.tenant_id = (select tenant_id()) and r.tenant_id = d.tenant_id
       and r.signed_registrar_at is not null
  $$;
revoke execute on function released_roll_call(uuid) from public;
grant execute on function released_roll_call(uuid) to proviso_app;

create table remedies (
  tenant_id uuid not null default tenant_id() references bodies,
  id uuid not null,
  case_id uuid not null,
  claim_id uuid not null,
  no integer not null,
  text text not null,
  weight integer not null check (weight between 1 and 3),
  due_on date not null,
  completion double precision not null default 0 check (completion between 0 and 1),
  done_on date,
  primary key (tenant_id, id),
  unique (tenant_id, case_id, no),
  foreign key (tenant_id, case_id) references cases (tenant_id, id),
  foreign key (tenant_id, claim_id) references claims (tenant_id, id)
);
call isolate('remedies');
