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
               where f.account_id = person and f.confirmed_at is not null and f.ended_at is null),
      (select s.proved_at from sessions s where s.id = session)
    from bodies b left join accounts a on a.id = person
    where person is null
       or (a.active and (session is null or exists
            (select from sessions s where s.id = session and s.account_id = person and s.revoked_at is null)));
end $$;
alter table accounts drop column wrong_codes;
-- Codes go back to the factor that their person has; those of someone with passkeys alone have nowhere to go.
alter table recovery_codes rename to former_codes;
create table recovery_codes (
  tenant_id uuid not null default tenant_id() references bodies,
  factor_id uuid not null,
  code_hash bytea not null,
  ended_at timestamptz,
  primary key (tenant_id, factor_id, code_hash),
  foreign key (tenant_id, factor_id) references factors (tenant_id, id)
);
alter table former_codes no force row level security;
alter table factors no force row level security;
insert into recovery_codes
  select c.tenant_id, f.id, c.code_hash, c.ended_at
    from former_codes c join factors f on f.tenant_id = c.tenant_id and f.account_id = c.account_id
   where f.confirmed_at is not null and f.ended_at is null;
alter table factors force row level security;
drop table former_codes;
call isolate('recovery_codes');
drop table passkeys;
