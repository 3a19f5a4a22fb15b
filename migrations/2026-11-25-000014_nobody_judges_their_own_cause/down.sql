drop function case_progress(uuid);
-- What the guards of the machine ask about a case, in one statement. Runs with the rights of the
-- person who asks, so what the panel does is nothing to anyone who does not sit.
create function case_progress(wanted uuid)
  returns table (sitting uuid[], candidates uuid[], presiding uuid, seats_open integer,
                 stages text[], steps_done boolean, ruling_complete boolean, departures_missing boolean,
                 voted boolean, flipped boolean, signed boolean, claims_failed boolean,
                 ruling_public boolean)
  language sql stable as $$
    select
      coalesce((select array_agg(s.account_id order by s.no) from seats s where s.case_id = wanted and s.status = 'sitting'), '{}'),
      coalesce((select array_agg(s.account_id order by s.no) from seats s where s.case_id = wanted and s.status in ('nominated', 'accepted')), '{}'),
      (select s.account_id from seats s where s.case_id = wanted and s.presiding and s.status = 'sitting'),
      (select count(*)::integer from seats s where s.case_id = wanted and s.status in ('open', 'nominated')),
      coalesce((select array_agg(f.stage order by f.filed_at, f.docket_no) from filings f where f.case_id = wanted and f.stage is not null), '{}'),
      coalesce(d.steps_done, false), coalesce(d.complete, false),
      -- The presiding member signs only what is voted and reasoned, so the signature tells the registrar.
      coalesce(d.departures_missing, not r.signed), d.voted_at is not null or r.signed, coalesce(d.flipped, false),
      r.signed,
      exists (select from remedies m where m.case_id = wanted),
      exists (select from rulings p where p.case_id = wanted and p.published_at is not null and p.withdrawn_at is null)
    from (select exists (select from rulings r where r.case_id = wanted) as signed) r
      left join deliberations d on d.case_id = wanted
  $$;
grant execute on function case_progress(uuid) to proviso_app;

drop function judges_case_of(uuid, text);
alter table cases drop column deficient_request;
