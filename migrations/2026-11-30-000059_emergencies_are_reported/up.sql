-- Who is let in to a case by emergency access now, up to which class and until when: the access report says it.
create function emergency_accesses(wanted uuid)
  returns table (person uuid, class text, ends_at timestamptz)
  language sql stable as $$
    select e.asked_by, max(e.class), max(e.ends_at) from emergencies e
     where e.case_id = wanted and e.ended_at is null and e.ends_at > now()
     group by e.asked_by
  $$;
grant execute on function emergency_accesses(uuid) to proviso_app;
