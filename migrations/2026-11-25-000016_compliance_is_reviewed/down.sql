alter table cases drop constraint cases_state_check;
alter table cases add constraint cases_state_check check (state in ('draft', 'filed', 'deficient', 'registered',
  'in_consultations', 'panel_requested', 'composing', 'constituted', 'written_phase', 'evidence_phase',
  'closed_for_decision', 'deliberation', 'drafting', 'final_vote', 'issued', 'redaction', 'published',
  'compliance_period', 'closed', 'returned'));
