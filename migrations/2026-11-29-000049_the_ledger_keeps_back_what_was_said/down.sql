drop table checkpoints;
drop table sealed_chains;
alter table ledger
  drop column kind, drop column action, drop column actor, drop column case_id, drop column at,
  drop column detail, drop column salt;
