-- The request as it read when its defects were named: one that reads the same cures none of them.
alter table cases add column deficient_request jsonb;

-- Whether someone is asked to sit, or sits, in a case of this state that is not closed. Asked when
-- roles are given, by an administrator who sees neither cases nor panels: so it runs with the
-- owner's rights, within the body, and says no more than yes or no.
create function judges_case_of(judge uuid, party text) returns boolean
  language sql stable security definer set search_path = public
  as $$
    select exists (
      select from seats s join cases c on c.tenant_id = s.tenant_id and c.id = s.case_id
      where s.tenant_id = (select tenant_id()) and s.account_id = judge
        and party in (c.applicant, c.respondent) and c.closed_at is null)
  $$;
revoke all on function judges_case_of(uuid, text) from public;
grant execute on function judges_case_of(uuid, text) to proviso_app;

drop function case_progress(uuid);
-- What the guards of the machine ask about a case, in one statement. Runs with the rights of the
-- person who asks, so what the panel does is nothing to anyone who does not sit.
create function case_progress(wanted uuid)
  returns table (sitting uuid[], disciplines text[], candidates uuid[], presiding uuid, seats_open integer,
                 stages text[], steps_done boolean, ruling_complete boolean, departures_missing boolean,
                 voted boolean, flipped boolean, signed boolean, claims_failed boolean,
                 ruling_public boolean)
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
      exists (select from rulings p where p.case_id = wanted and p.published_at is not null and p.withdrawn_at is null)
    from (select exists (select from rulings r where r.case_id = wanted) as signed) r
      left join deliberations d on d.case_id = wanted
  $$;
grant execute on function case_progress(uuid) to proviso_app;
