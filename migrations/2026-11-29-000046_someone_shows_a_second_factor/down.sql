drop function enter(uuid, uuid, uuid);
create function enter(tenant uuid, person uuid, session uuid)
  returns table (slug text, name text, simulation boolean, clock timestamptz, rules_version integer,
                 roles text[], acts_for text, person_name text)
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
      a.name
    from bodies b left join accounts a on a.id = person
    where person is null
       or (a.active and (session is null or exists
            (select from sessions s where s.id = session and s.account_id = person and s.revoked_at is null)));
end $$;
grant execute on function enter(uuid, uuid, uuid) to proviso_app;
alter table tickets no force row level security;
delete from tickets where kind = 'second_step';
alter table tickets force row level security;
alter table tickets drop constraint tickets_kind_check;
alter table tickets add constraint tickets_kind_check check (kind in ('invitation', 'reset'));
alter table tickets drop column tries;
alter table sessions drop column proved_at;
drop table recovery_codes, factors;
