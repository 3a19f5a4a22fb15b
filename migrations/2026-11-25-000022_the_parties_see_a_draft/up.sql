-- CS-15: the parties comment on the draft of a ruling before the final vote (T-30 to T-33).
alter table cases drop constraint cases_state_check;
alter table cases add constraint cases_state_check check (state in ('draft', 'filed', 'deficient', 'registered',
  'in_consultations', 'panel_requested', 'composing', 'constituted', 'written_phase', 'evidence_phase',
  'closed_for_decision', 'deliberation', 'drafting', 'interim_review', 'final_vote', 'issued', 'redaction',
  'published', 'compliance_period', 'compliance_review', 'non_compliant', 'closed', 'returned'));

-- Each time that a draft goes to the parties, or that they are heard on one point of it (T-33).
create table interim_rounds (
  tenant_id uuid not null default tenant_id() references bodies,
  id uuid not null,
  case_id uuid not null,
  no integer not null,
  sent_at timestamptz not null,
  -- The text as they have it, without counts and names.
  content jsonb not null,
  results jsonb not null,
  -- In a limited round: the claims that may change, and the point on which they are heard.
  claims uuid[] not null default '{}',
  point text not null default '',
  -- When the panel had considered what was said.
  closed_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, case_id, no),
  foreign key (tenant_id, case_id) references cases (tenant_id, id)
);
call isolate('interim_rounds');

create table interim_comments (
  tenant_id uuid not null default tenant_id() references bodies,
  id uuid not null,
  case_id uuid not null,
  round integer not null,
  side text not null check (side in ('applicant', 'respondent')),
  -- A reply is to the comment of the other side.
  is_reply boolean not null,
  text text not null,
  wants_meeting boolean not null default false,
  filed_by uuid not null,
  filed_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, case_id, round, side, is_reply),
  foreign key (tenant_id, case_id, round) references interim_rounds (tenant_id, case_id, no),
  foreign key (tenant_id, filed_by) references accounts (tenant_id, id)
);
call isolate_append_only('interim_comments');

-- What a member says in their own name: the members' alone until the ruling issues (DL-53).
create table opinions (
  tenant_id uuid not null default tenant_id() references bodies,
  case_id uuid not null,
  account_id uuid not null,
  -- The member said with the final vote that an opinion will come.
  reserved boolean not null default false,
  kind text check (kind in ('dissent', 'separate', 'declaration')),
  paragraphs jsonb not null default '[]',
  given_at timestamptz,
  primary key (tenant_id, case_id, account_id),
  foreign key (tenant_id, case_id) references cases (tenant_id, id),
  foreign key (tenant_id, account_id) references accounts (tenant_id, id)
);
call isolate_deliberation('opinions');

-- Claims that flipped after the parties had the draft, on a point on which they were not heard, and
-- where they had argued it after all.
alter table deliberations add column unheard uuid[] not null default '{}';
alter table deliberations add column argued jsonb not null default '{}';

drop function case_progress(uuid);
-- What the guards of the machine ask about a case, in one statement. Runs with the rights of the
-- person who asks, so what the panel does is nothing to anyone who does not sit.
create function case_progress(wanted uuid)
  returns table (sitting uuid[], disciplines text[], candidates uuid[], presiding uuid, seats_open integer,
                 stages text[], steps_done boolean, ruling_complete boolean, departures_missing boolean,
                 voted boolean, flipped boolean, signed boolean, claims_failed boolean,
                 ruling_public boolean, draft_rounds integer, commented text[], ever_commented boolean,
                 considered boolean, opinions_open boolean)
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
      exists (select from opinions o where o.case_id = wanted and o.reserved and o.given_at is null)
    from (select exists (select from rulings r where r.case_id = wanted) as signed) r
      cross join (select count(*)::integer as rounds, count(*) filter (where closed_at is null)::integer as open
                    from interim_rounds where case_id = wanted) i
      left join deliberations d on d.case_id = wanted
  $$;
grant execute on function case_progress(uuid) to proviso_app;
