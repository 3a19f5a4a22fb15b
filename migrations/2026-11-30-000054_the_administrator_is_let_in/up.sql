-- Emergency access to the documents of a case (procedure 2.1.3, act 41): asked for, approved by two, and over
-- after some hours. Hours are those of the server's clock, whatever a simulation says that it is.
create table emergencies (
  tenant_id uuid not null default tenant_id() references bodies,
  id uuid not null,
  case_id uuid not null,
  asked_by uuid not null,
  asked_at timestamptz not null,
  -- Up to this class, and never what a State has classified or the panel deliberates.
  class text not null check (class in ('C1', 'C2', 'C3')),
  reason text not null,
  hours integer not null check (hours between 1 and 24),
  registry_by uuid,
  registry_at timestamptz,
  president_by uuid,
  president_at timestamptz,
  -- It is open from the second approval until then.
  opened_at timestamptz,
  ends_at timestamptz,
  -- So many documents of the case they had opened before, through other accesses.
  opened_before bigint not null default 0,
  -- Refused, called off, or ended before its time; why, where it was refused.
  ended_by uuid,
  ended_at timestamptz,
  refused text,
  -- Those whom its end concerns have been told.
  told_at timestamptz,
  check ((registry_by is null) = (registry_at is null)),
  check ((president_by is null) = (president_at is null)),
  check ((ended_by is null) = (ended_at is null)),
  check ((opened_at is null) = (ends_at is null)),
  check (opened_at is null or registry_by is not null and president_by is not null),
  -- Three people, whatever roles one of them may hold.
  check (registry_by <> asked_by and president_by <> asked_by and registry_by <> president_by),
  primary key (tenant_id, id),
  foreign key (tenant_id, case_id) references cases (tenant_id, id),
  foreign key (tenant_id, asked_by) references accounts (tenant_id, id),
  foreign key (tenant_id, registry_by) references accounts (tenant_id, id),
  foreign key (tenant_id, president_by) references accounts (tenant_id, id),
  foreign key (tenant_id, ended_by) references accounts (tenant_id, id)
);
call isolate('emergencies');
revoke update on emergencies from proviso_app;
grant update (registry_by, registry_at, president_by, president_at, opened_at, ends_at, opened_before, ended_by, ended_at, refused, told_at)
  on emergencies to proviso_app;
create index emergencies_open on emergencies (tenant_id, case_id) where ended_at is null;

-- To whom documents of that class of a case are open that way now.
create function emergency_readers(wanted uuid, wanted_class text) returns uuid[]
  language sql stable as $$
    select coalesce(array_agg(distinct e.asked_by), '{}') from emergencies e
     where e.case_id = wanted and e.class >= wanted_class and e.ended_at is null and e.ends_at > now()
  $$;
grant execute on function emergency_readers(uuid, text) to proviso_app;

-- The cases to which whoever asks is let in that way now.
create function emergency_cases() returns setof uuid
  language sql stable as $$
    select e.case_id from emergencies e
     where e.asked_by = (select person_id()) and e.ended_at is null and e.ends_at > now()
  $$;
grant execute on function emergency_cases() to proviso_app;
