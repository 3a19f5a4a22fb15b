-- T-55: a revision is admitted, and the case gets another ruling. The one before stays as it was
-- published, and is the case's own no longer.
-- The rows of every body are looked at: the seal opens for the owner while this runs.
alter table remedies no force row level security;
alter table rulings no force row level security;
alter table rulings add column reopened_at timestamptz;
-- The ruling in whose place this one stands.
alter table rulings add column revises uuid;
alter table rulings add foreign key (tenant_id, revises) references rulings (tenant_id, id);
alter table rulings drop constraint rulings_tenant_id_case_id_key;
create unique index rulings_one_a_case on rulings (tenant_id, case_id) where reopened_at is null;
create index rulings_by_case on rulings (tenant_id, case_id);
create index rulings_by_revised on rulings (tenant_id, revises) where revises is not null;
create index rulings_reopened on rulings (tenant_id, case_id) where reopened_at is not null;

alter table remedies add column ruling_id uuid;
update remedies m set ruling_id = r.id from rulings r where r.tenant_id = m.tenant_id and r.case_id = m.case_id;
alter table remedies alter column ruling_id set not null;
alter table remedies add foreign key (tenant_id, ruling_id) references rulings (tenant_id, id);
alter table remedies drop constraint remedies_tenant_id_case_id_no_key;
alter table remedies add unique (tenant_id, ruling_id, no);
create index remedies_by_case on remedies (tenant_id, case_id);
alter table rulings force row level security;
alter table remedies force row level security;

create or replace function released_roll_call(wanted uuid) returns jsonb language sql stable security definer
  set search_path = public as $$
    select d.roll_call from deliberations d join rulings r on r.case_id = d.case_id and r.reopened_at is null
     where d.case_id = wanted and d.tenant_id = (select tenant_id()) and r.tenant_id = d.tenant_id
       and r.signed_registrar_at is not null
  $$;

drop function case_progress(uuid);
-- What the guards of the machine ask about a case, in one statement. Runs with the rights of the
-- person who asks, so what the panel does is nothing to anyone who does not sit.
create function case_progress(wanted uuid)
  returns table (sitting uuid[], disciplines text[], candidates uuid[], presiding uuid, seats_open integer,
                 stages text[], steps_done boolean, ruling_complete boolean, departures_missing boolean,
                 voted boolean, flipped boolean, signed boolean, claims_failed boolean,
                 ruling_public boolean, draft_rounds integer, commented text[], ever_commented boolean,
                 considered boolean, opinions_open boolean, redactions_open boolean, reopened timestamptz)
  language sql stable as $$
    select
      coalesce((select array_agg(s.account_id order by s.no) from seats s where s.case_id = wanted and s.status = 'sitting'), '{}'),
      coalesce((select array_agg(s.discipline::text order by s.no) from seats s where s.case_id = wanted and s.status = 'sitting'), '{}'),
      coalesce((select array_agg(s.account_id order by s.no) from seats s where s.case_id = wanted and s.status in ('nominated', 'accepted')), '{}'),
      (select s.account_id from seats s where s.case_id = wanted and s.presiding and s.status = 'sitting'),
      (select count(*)::integer from seats s where s.case_id = wanted and s.status in ('open', 'nominated')),
      coalesce((select array_agg(f.stage order by f.filed_at, f.docket_no) from filings f where f.case_id = wanted and f.stage is not null), '{}'),
      coalesce(d.steps_done, false), coalesce(d.complete, false),
      -- The presiding member signs only what is voted and reasoned, so the signature tells the registrar.
      coalesce(d.departures_missing, not r.signed), d.voted_at is not null or r.signed, coalesce(d.flipped, false),
      r.signed,
      exists (select from remedies m join rulings p on p.tenant_id = m.tenant_id and p.id = m.ruling_id
               where m.case_id = wanted and p.case_id = wanted and p.reopened_at is null),
      exists (select from rulings p where p.case_id = wanted and p.reopened_at is null and p.published_at is not null and p.withdrawn_at is null),
      i.rounds,
      coalesce((select array_agg(c.side) from interim_comments c where c.case_id = wanted and c.round = i.rounds and not c.is_reply), '{}'),
      exists (select from interim_comments c where c.case_id = wanted),
      i.rounds > 0 and i.open = 0 and coalesce(cardinality(d.unheard), 0) = 0,
      exists (select from opinions o where o.case_id = wanted and o.reserved and o.given_at is null),
      exists (select from redactions x join rulings p on p.tenant_id = x.tenant_id and p.case_id = x.case_id
               where x.case_id = wanted and x.granted is null and p.reopened_at is null and x.filed_at >= p.signed_presiding_at),
      (select max(r.reopened_at) from rulings r where r.case_id = wanted)
    from (select exists (select from rulings r where r.case_id = wanted and r.reopened_at is null) as signed) r
      cross join (select count(*)::integer as rounds, count(*) filter (where closed_at is null)::integer as open
                    from interim_rounds where case_id = wanted) i
      left join deliberations d on d.case_id = wanted
  $$;
grant execute on function case_progress(uuid) to proviso_app;
