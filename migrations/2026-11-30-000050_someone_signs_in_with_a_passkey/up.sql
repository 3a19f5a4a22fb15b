-- A key in someone's device or password manager (WebAuthn), which says who they are and that it was they who
-- unlocked it: more than a password and a code together.
create table passkeys (
  tenant_id uuid not null default tenant_id() references bodies,
  id uuid not null,
  account_id uuid not null,
  -- What its person calls it.
  name text not null,
  credential_id bytea not null,
  -- The public key and what else is known of it: nothing of this is secret.
  key jsonb not null,
  made_at timestamptz not null,
  used_at timestamptz,
  ended_at timestamptz,
  -- Ceremonies are taken in the order in which they began, so none is taken twice.
  last_ceremony uuid not null,
  primary key (tenant_id, id),
  unique (tenant_id, credential_id),
  foreign key (tenant_id, account_id) references accounts (tenant_id, id)
);
call isolate('passkeys');
create index passkeys_in_use on passkeys (tenant_id, account_id) where ended_at is null;

-- Recovery codes stand in for whatever second factors someone has.
alter table recovery_codes rename to former_codes;
create table recovery_codes (
  tenant_id uuid not null default tenant_id() references bodies,
  account_id uuid not null,
  -- SHA-256.
  code_hash bytea not null,
  -- Used or replaced.
  ended_at timestamptz,
  primary key (tenant_id, account_id, code_hash),
  foreign key (tenant_id, account_id) references accounts (tenant_id, id)
);
alter table former_codes no force row level security;
alter table factors no force row level security;
insert into recovery_codes
  select c.tenant_id, f.account_id, c.code_hash, c.ended_at
    from former_codes c join factors f on f.tenant_id = c.tenant_id and f.id = c.factor_id;
alter table factors force row level security;
drop table former_codes;
call isolate('recovery_codes');

-- How many codes in a row did not fit, over all sessions and tickets: with a password that fits one must not be
-- able to guess on for ever.
alter table accounts add column wrong_codes integer not null default 0;

-- A passkey is a second factor, too.
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
      coalesce((select array_agg(m.role order by m.role) from memberships m
                 where m.account_id = person and m.until is null), '{}'),
      (select min(m.state) from memberships m where m.account_id = person and m.until is null),
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
