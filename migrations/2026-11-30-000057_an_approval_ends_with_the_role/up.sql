-- Someone was approved for C2 and C3 as one who acts for a side. With the last role in which they did, the approval
-- ends for good: a role that is given again does not bring it back, since the agent did not approve that. Roles are
-- written anew as a whole, so it is looked at when the transaction ends.
create function end_approvals() returns trigger language plpgsql set search_path = public as $$
begin
  update approvals a set ended_at = greatest(new.until, a.approved_at)
   where a.tenant_id = new.tenant_id and a.account_id = new.account_id and a.ended_at is null
     and not exists (
       select from memberships m
        where m.tenant_id = a.tenant_id and m.account_id = a.account_id and m.until is null
          and (m.ends_at is null or m.ends_at > body_now()) and m.state = a.state)
     and not exists (
       select from accreditations c
        where c.tenant_id = a.tenant_id and c.account_id = a.account_id and c.state = a.state
          and c.status = 'accepted' and c.begins_at <= body_now() and (c.ends_at is null or c.ends_at > body_now()));
  return null;
end $$;
create constraint trigger approvals_end_with_roles after update on memberships
  deferrable initially deferred for each row
  when (old.state is not null and new.until is not null) execute function end_approvals();

-- The same where the role was held on a letter of credence: it was ended, or it has run out and another letter gives
-- one again.
create function end_approvals_of_delegates() returns trigger language plpgsql set search_path = public as $$
begin
  update approvals a set ended_at = greatest(new.decided_at, coalesce(new.ended_at, new.decided_at), a.approved_at)
   where a.tenant_id = new.tenant_id and a.account_id = new.account_id and a.ended_at is null
     and not exists (
       select from memberships m
        where m.tenant_id = a.tenant_id and m.account_id = a.account_id and m.state = a.state
          and m.until is null and (m.ends_at is null or m.ends_at > body_now()))
     and not exists (
       select from accreditations c
        where c.tenant_id = a.tenant_id and c.account_id = a.account_id and c.state = a.state and c.id <> new.id
          and c.status = 'accepted' and c.begins_at <= body_now() and (c.ends_at is null or c.ends_at > body_now()));
  return null;
end $$;
create constraint trigger approvals_end_with_letters after update on accreditations
  deferrable initially deferred for each row
  when (new.account_id is not null and old.status <> new.status) execute function end_approvals_of_delegates();

-- Asked before someone is given a role: what they were approved for while they held one that has run out since does
-- not come back with it.
create function end_lost_approvals(person uuid) returns void
  language sql as $$
    update approvals a set ended_at = greatest(body_now(), a.approved_at, a.declared_at)
     where a.account_id = person and a.ended_at is null
       and not exists (select from roles_held h where h.account_id = a.account_id and h.state = a.state)
  $$;
grant execute on function end_lost_approvals(uuid) to proviso_app;
