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
          and m.role in ('agent', 'counsel') and m.state = a.state);
  return null;
end $$;
create constraint trigger approvals_end_with_roles after update on memberships
  deferrable initially deferred for each row
  when (old.role in ('agent', 'counsel') and new.until is not null) execute function end_approvals();
