-- What a panel says among itself is sealed before it comes here, under a key of the case: whoever has a copy of
-- this database has no answer, no reason, no draft and no vote (procedure 2.2.7, PT-17 b). The keys are not known
-- here, so what was written before cannot be sealed here; no release has kept any.
alter table deliberations no force row level security;
do $$ begin
  if exists (select from deliberations) then
    raise exception 'This database has deliberations from before they were sealed. No release had any. An installation for trials begins with an empty state folder; for any other, ask the maintainers before you go on.';
  end if;
end $$;
alter table deliberations force row level security;

-- The key of a case, wrapped by one that is not in the database; only those who sit get even that.
create table case_keys (
  tenant_id uuid not null default tenant_id() references bodies,
  case_id uuid not null,
  wrapped bytea not null,
  made_at timestamptz not null,
  primary key (tenant_id, case_id),
  foreign key (tenant_id, case_id) references cases (tenant_id, id)
);
call isolate_deliberation('case_keys');
revoke update on case_keys from proviso_app;

alter table steps drop column arguendo_reasons, drop column finding, drop column result;
-- The reasons for going on arguendo, the finding and what it rests on; nothing yet, where there is neither.
alter table steps add column sealed bytea;

alter table sheets drop column draft;
alter table sheets add column sealed bytea not null;

alter table answers drop column value, drop column confidence, drop column reasons, drop column exhibits,
  drop column missing, drop column change_reason;
alter table answers add column sealed bytea not null;

revoke update (departure_reasons) on ballots from proviso_app;
alter table ballots drop column vote, drop column elements, drop column reasons, drop column departure_reasons;
alter table ballots add column sealed bytea not null;
grant update (sealed) on ballots to proviso_app;

drop function released_roll_call(uuid);
alter table deliberations drop column content, drop column roll_call, drop column argued;
alter table deliberations
  -- The draft, and where the parties had argued what changed.
  add column sealed bytea,
  add column argued bytea,
  -- Sealed by the server itself, since it is handed over when both have signed.
  add column roll_call bytea;
create function released_roll_call(wanted uuid) returns bytea language sql stable security definer
  set search_path = public as $$
    select d.roll_call from deliberations d join rulings r on r.case_id = d.case_id and r.reopened_at is null
     where d.case_id = wanted and d.tenant_id = (select tenant_id()) and r.tenant_id = d.tenant_id
       and r.signed_registrar_at is not null
  $$;
revoke execute on function released_roll_call(uuid) from public;
grant execute on function released_roll_call(uuid) to proviso_app;

alter table opinions drop column kind, drop column paragraphs;
alter table opinions add column sealed bytea;

alter table remarks drop column quote, drop column text;
alter table remarks add column sealed bytea not null;
