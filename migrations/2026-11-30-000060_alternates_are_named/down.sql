-- A version without alternates has no place for them; what they disclosed stays.
alter table seats no force row level security;
alter table deadlines no force row level security;
-- Nobody waits for an answer of theirs any more.
update deadlines d set state = 'cancelled' from seats s
 where s.alternate and d.tenant_id = s.tenant_id and d.case_id = s.case_id and d.person = s.account_id
   and d.act = 'case.accept_seat' and d.state = 'open';
delete from seats where alternate;
alter table deadlines force row level security;
alter table seats force row level security;
drop function case_progress(uuid);
alter table seats drop constraint seats_kind_check,
  drop constraint seats_no_check,
  drop constraint seats_status_check,
  drop column alternate,
  add constraint seats_no_check check (no between 1 and 7),
  add constraint seats_status_check check (status in ('open', 'nominated', 'accepted', 'sitting'));
-- What the guards of the machine ask about a case, in one statement. Runs with the rights of the
-- person who asks, so what the panel does is nothing to anyone who does not sit.
create function case_progress(wanted uuid)
  returns table (sitting uuid[], disciplines text[], candidates uuid[], presiding uuid, seats_open integer,
                 stages text[], ruling_complete boolean, said bytea,
                 voted boolean, flipped boolean, signed boolean, claims_failed boolean,
                 ruling_public boolean, draft_rounds integer, commented text[], ever_commented boolean,
                 considered boolean, opinions_open boolean, redactions_open boolean, reopened timestamptz,
                 any_public boolean, ever_published boolean, last_issued timestamptz)
  language sql stable as $$
    select
      coalesce((select array_agg(s.account_id order by s.no) from seats s where s.case_id = wanted and s.status = 'sitting'), '{}'),
      coalesce((select array_agg(s.discipline::text order by s.no) from seats s where s.case_id = wanted and s.status = 'sitting'), '{}'),
      coalesce((select array_agg(s.account_id order by s.no) from seats s where s.case_id = wanted and s.status in ('nominated', 'accepted')), '{}'),
      (select s.account_id from seats s where s.case_id = wanted and s.presiding and s.status = 'sitting'),
      (select count(*)::integer from seats s where s.case_id = wanted and s.status in ('open', 'nominated')),
      coalesce((select array_agg(f.stage order by f.filed_at, f.docket_no) from filings f where f.case_id = wanted and f.stage is not null), '{}'),
      coalesce(d.complete, false), d.said,
      d.voted_at is not null or r.signed, coalesce(d.flipped, false),
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
      (select max(r.reopened_at) from rulings r where r.case_id = wanted),
      exists (select from rulings p where p.case_id = wanted and p.published_at is not null and p.withdrawn_at is null),
      exists (select from rulings p where p.case_id = wanted and p.published_at is not null),
      (select max(p.issued_at) from rulings p where p.case_id = wanted)
    from (select exists (select from rulings r where r.case_id = wanted and r.reopened_at is null) as signed) r
      cross join (select count(*)::integer as rounds, count(*) filter (where closed_at is null)::integer as open
                    from interim_rounds where case_id = wanted) i
      left join deliberations d on d.case_id = wanted
  $$;
grant execute on function case_progress(uuid) to proviso_app;
