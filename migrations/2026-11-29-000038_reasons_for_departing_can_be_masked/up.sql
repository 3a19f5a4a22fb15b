-- A passage stands in a paragraph of the text, or among the reasons of members for departing from what
-- the scores indicated; `paragraph` counts there.
alter table redactions add column departure boolean not null default false;
