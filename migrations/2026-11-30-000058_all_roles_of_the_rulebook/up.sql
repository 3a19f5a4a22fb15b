-- All roles of the rulebook can be given (procedure 2.1.1): what they may do stands in the policies.
alter table memberships no force row level security;
alter table memberships
  drop constraint memberships_role_check,
  add constraint memberships_role_check check (role in ('registrar', 'case_officer', 'president', 'agent', 'deputy_agent',
    'counsel', 'adviser', 'panelist', 'regional_coordinator', 'liaison', 'cleared_reviewer', 'enterprise', 'observer',
    'fund_officer', 'body_administrator', 'auditor'));
alter table memberships force row level security;
