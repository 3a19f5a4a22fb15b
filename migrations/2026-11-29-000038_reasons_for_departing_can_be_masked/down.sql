-- Without the column they would name paragraphs of the text.
alter table redactions no force row level security;
delete from redactions where departure;
alter table redactions force row level security;
alter table redactions drop column departure;
