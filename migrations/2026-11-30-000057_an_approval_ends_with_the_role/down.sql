drop trigger approvals_end_with_roles on memberships;
drop function end_approvals();
