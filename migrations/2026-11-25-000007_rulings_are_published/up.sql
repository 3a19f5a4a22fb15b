create table drafts (
  tenant_id uuid not null default tenant_id() references bodies,
  case_id uuid not null,
  version integer not null default 1,
  content jsonb not null,
  edited_by uuid not null,
  edited_at timestamptz not null,
  -- Set when every sitting member has cast the confirming votes.
  voted_at timestamptz,
  -- What the system puts into the operative part when the ruling issues (annex D 13).
  roll_call jsonb,
  primary key (tenant_id, case_id),
  foreign key (tenant_id, case_id) references cases (tenant_id, id)
);
call isolate_deliberation('drafts');

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
    select d.roll_call from drafts d join rulings r on r.case_id = d.case_id
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
