alter table cases drop column held_at;
drop table report_editions;
drop index reports_one_a_half_year;
alter table reports add unique (tenant_id, state, period);
alter table reports drop constraint reports_status_check;
alter table reports add constraint reports_status_check check (status in ('open', 'draft', 'in_check', 'with_state',
  'revised', 'final', 'transmitted', 'acknowledged'));
alter table reports drop column withdrawal;
alter table reports drop column withdrawn_at;
alter table reports drop column edition;
