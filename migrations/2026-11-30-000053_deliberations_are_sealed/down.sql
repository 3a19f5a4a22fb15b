-- What is sealed cannot be opened here: only an empty room goes back.
alter table deliberations no force row level security;
do $$ begin
  if exists (select from deliberations) then
    raise exception 'Sealed deliberations cannot be taken back to a version that does not seal them.';
  end if;
end $$;
alter table deliberations force row level security;
alter table remarks drop column sealed;
alter table remarks add column quote text not null, add column text text not null;
alter table opinions drop column sealed;
alter table opinions add column kind text check (kind in ('dissent', 'separate', 'declaration')),
  add column paragraphs jsonb not null default '[]';
drop function released_roll_call(uuid);
alter table deliberations drop column sealed, drop column argued, drop column roll_call;
alter table deliberations add column content jsonb not null default '{}', add column roll_call jsonb,
  add column argued jsonb not null default '{}';
create function released_roll_call(wanted uuid) returns jsonb language sql stable security definer
  set search_path = public as $$
    select d.roll_call from deliberations d join rulings r on r.case_id = d.case_id and r.reopened_at is null
     where d.case_id = wanted and d.tenant_id = (select tenant_id()) and r.tenant_id = d.tenant_id
       and r.signed_registrar_at is not null
  $$;
revoke execute on function released_roll_call(uuid) from public;
grant execute on function released_roll_call(uuid) to proviso_app;
revoke update (sealed) on ballots from proviso_app;
alter table ballots drop column sealed;
alter table ballots add column vote text not null check (vote in ('yes', 'no')),
  add column elements jsonb not null default '{}', add column reasons text not null, add column departure_reasons text;
grant update (departure_reasons) on ballots to proviso_app;
alter table answers drop column sealed;
alter table answers
  add column value text not null check (value in ('4', '3', '2', '1', '0', 'ND', 'NA')),
  add column confidence text not null check (confidence in ('L', 'M', 'H')),
  add column reasons text not null, add column exhibits text[] not null, add column missing text not null default '',
  add column change_reason text check ((revision = 1) = (change_reason is null));
alter table sheets drop column sealed;
alter table sheets add column draft jsonb not null default '{}';
alter table steps drop column sealed;
alter table steps add column arguendo_reasons text,
  add column finding text check (finding in ('met', 'not_met', 'not_reached', 'no_finding')),
  add column result jsonb, add check ((finding is null) = (decided_at is null));
drop table case_keys;
