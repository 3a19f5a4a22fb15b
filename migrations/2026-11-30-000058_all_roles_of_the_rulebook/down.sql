alter table memberships no force row level security;
-- Whoever has one of them is nothing without it.
delete from memberships where role in ('cleared_reviewer', 'enterprise', 'observer', 'fund_officer');
alter table memberships
  drop constraint memberships_role_check,
  add constraint memberships_role_check check (role in ('registrar', 'case_officer', 'president', 'agent', 'deputy_agent',
    'counsel', 'adviser', 'panelist', 'regional_coordinator', 'liaison', 'body_administrator', 'auditor'));
alter table memberships force row level security;
