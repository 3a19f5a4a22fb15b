drop function end_lost_approvals(uuid);
drop trigger approvals_end_with_letters on accreditations;
drop function end_approvals_of_delegates();
drop trigger approvals_end_with_roles on memberships;
drop function end_approvals();
