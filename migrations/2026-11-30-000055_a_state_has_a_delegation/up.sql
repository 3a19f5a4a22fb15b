-- Deputies and advisers are members of a delegation, too. One whom the administrator gave a role is without
-- a letter and without dates, until somebody takes over on a letter of credence: from then on they are nothing.
alter table memberships no force row level security;
alter table memberships
  drop constraint memberships_role_check,
  drop constraint memberships_check,
  add constraint memberships_role_check check (role in ('registrar', 'case_officer', 'president', 'agent', 'deputy_agent',
    'counsel', 'adviser', 'panelist', 'regional_coordinator', 'liaison', 'body_administrator', 'auditor')),
  add constraint memberships_check check ((role in ('agent', 'deputy_agent', 'counsel', 'adviser')) = (state is not null)),
  add column ends_at timestamptz;
alter table memberships force row level security;

-- Someone whom a state has put forward for its delegation, on a letter of credence.
create table accreditations (
  tenant_id uuid not null default tenant_id() references bodies,
  id uuid not null,
  state text not null,
  role text not null check (role in ('agent', 'deputy_agent', 'counsel', 'adviser')),
  name text not null,
  email text not null check (email = lower(email)),
  -- The days as they were asked for.
  first_day date not null,
  last_day date,
  -- The letter of credence: who signed it, in what office, when, under which reference, and what the paper that
  -- was scanned comes to.
  signed_by text not null,
  signed_as text not null,
  signed_on date not null,
  reference text not null,
  -- SHA-256, in hexadecimal.
  digest text check (digest ~ '^[0-9a-f]{64}$'),
  put_by uuid not null,
  put_at timestamptz not null,
  status text not null default 'waiting' check (status in ('waiting', 'accepted', 'refused', 'taken_back', 'ended')),
  decided_by uuid,
  decided_at timestamptz,
  -- Why it was refused.
  reason text,
  -- Once accepted: whose it is, and from when to when, as instants at the seat of the body. A successor moves the
  -- end to the start of their own first day.
  account_id uuid,
  begins_at timestamptz,
  ends_at timestamptz,
  successor uuid,
  ended_by uuid,
  ended_at timestamptz,
  -- When its end was announced.
  warned_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, account_id) references accounts (tenant_id, id),
  check (status not in ('accepted', 'ended') or (account_id is not null and begins_at is not null)),
  check ((status = 'refused') = (reason is not null))
);
call isolate('accreditations');
create index accreditations_by_state on accreditations (tenant_id, state);
create index accreditations_by_account on accreditations (tenant_id, account_id) where status = 'accepted';

-- What time it is in the body of this transaction.
create function body_now() returns timestamptz
  language sql stable as $$
    select coalesce((select b.clock from bodies b where b.id = (select tenant_id())), now())
  $$;
grant execute on function body_now() to proviso_app;

-- The roles that are held now: the one place that tells. A role whose first day has not come, or whose last day
-- has passed, is none.
create view roles_held with (security_invoker = true) as
  select m.tenant_id, m.account_id, m.role, m.state, m.discipline, false as accredited
    from memberships m
   where m.until is null and (m.ends_at is null or m.ends_at > (select body_now()))
  union all
  select a.tenant_id, a.account_id, a.role, a.state, null, true
    from accreditations a
   where a.status = 'accepted' and a.begins_at <= (select body_now())
     and (a.ends_at is null or a.ends_at > (select body_now()));
grant select on roles_held to proviso_app;

create or replace function enter(tenant uuid, person uuid, session uuid)
  returns table (slug text, name text, simulation boolean, clock timestamptz, rules_version integer,
                 roles text[], acts_for text, person_name text, factor_required boolean, has_factor boolean,
                 proved_at timestamptz)
  language plpgsql as $$
begin
  perform set_config('app.tenant', tenant::text, true);
  perform set_config('app.person', coalesce(person, '00000000-0000-0000-0000-000000000000')::text, true);
  return query
    select b.slug, b.name, b.simulation, b.clock,
      (select max(r.version) from rules r),
      coalesce((select array_agg(distinct m.role order by m.role) from roles_held m
                 where m.account_id = person), '{}'),
      (select min(m.state) from roles_held m where m.account_id = person),
      a.name,
      coalesce((select (r.document->>'second_factor_required')::boolean from rules r
                 order by r.version desc limit 1), not b.simulation),
      exists (select from factors f
               where f.account_id = person and f.confirmed_at is not null and f.ended_at is null)
      or exists (select from passkeys k where k.account_id = person and k.ended_at is null),
      (select s.proved_at from sessions s where s.id = session)
    from bodies b left join accounts a on a.id = person
    where person is null
       or (a.active and (session is null or exists
            (select from sessions s where s.id = session and s.account_id = person and s.revoked_at is null)));
end $$;
