drop function case_progress(uuid);
drop table opinions;
drop table interim_comments;
drop table interim_rounds;
alter table deliberations drop column argued;
alter table deliberations drop column unheard;
alter table cases drop constraint cases_state_check;
alter table cases add constraint cases_state_check check (state in ('draft', 'filed', 'deficient', 'registered',
  'in_consultations', 'panel_requested', 'composing', 'constituted', 'written_phase', 'evidence_phase',
  'closed_for_decision', 'deliberation', 'drafting', 'final_vote', 'issued', 'redaction', 'published',
  'compliance_period', 'compliance_review', 'non_compliant', 'closed', 'returned'));
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
