drop function case_progress(uuid);
-- What the guards of the machine ask about a case, in one statement. Runs with the rights of the
-- person who asks, so what the panel does is nothing to anyone who does not sit.
create function case_progress(wanted uuid)
  returns table (sitting uuid[], disciplines text[], candidates uuid[], presiding uuid, seats_open integer,
                 stages text[], steps_done boolean, ruling_complete boolean, departures_missing boolean,
                 voted boolean, flipped boolean, signed boolean, claims_failed boolean,
                 ruling_public boolean, draft_rounds integer, commented text[], ever_commented boolean,
                 considered boolean, opinions_open boolean, redactions_open boolean)
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
      exists (select from remedies m where m.case_id = wanted),
      exists (select from rulings p where p.case_id = wanted and p.published_at is not null and p.withdrawn_at is null),
      i.rounds,
      coalesce((select array_agg(c.side) from interim_comments c where c.case_id = wanted and c.round = i.rounds and not c.is_reply), '{}'),
      exists (select from interim_comments c where c.case_id = wanted),
      i.rounds > 0 and i.open = 0 and coalesce(cardinality(d.unheard), 0) = 0,
      exists (select from opinions o where o.case_id = wanted and o.reserved and o.given_at is null),
      exists (select from redactions x where x.case_id = wanted and x.granted is null)
    from (select exists (select from rulings r where r.case_id = wanted) as signed) r
      cross join (select count(*)::integer as rounds, count(*) filter (where closed_at is null)::integer as open
                    from interim_rounds where case_id = wanted) i
      left join deliberations d on d.case_id = wanted
  $$;
grant execute on function case_progress(uuid) to proviso_app;

create or replace function released_roll_call(wanted uuid) returns jsonb language sql stable security definer
  set search_path = public as $$
    select d.roll_call from deliberations d join rulings r on r.case_id = d.case_id
     where d.case_id = wanted and d.tenant_id = (select tenant_id()) and r.tenant_id = d.tenant_id
       and r.signed_registrar_at is not null
  $$;

-- Where a ruling was revised there is no way back: two rulings of a case cannot be one.
alter table remedies drop constraint remedies_tenant_id_ruling_id_no_key;
alter table remedies add unique (tenant_id, case_id, no);
alter table remedies drop column ruling_id;
drop index remedies_by_case;
drop index rulings_reopened;
drop index rulings_by_revised;
drop index rulings_by_case;
drop index rulings_one_a_case;
alter table rulings add unique (tenant_id, case_id);
alter table rulings drop column revises;
alter table rulings drop column reopened_at;
