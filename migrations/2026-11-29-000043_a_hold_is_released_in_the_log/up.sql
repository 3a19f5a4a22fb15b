-- A version that shows what was held corrects nothing, and says so (OV-A12).
alter table publications drop constraint publications_change_check;
alter table publications add constraint publications_change_check
  check (change in ('published', 'corrected', 'interpreted', 'released', 'revised', 'translated', 'withdrawn'));
