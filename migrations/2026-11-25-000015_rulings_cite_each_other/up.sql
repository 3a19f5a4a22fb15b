-- Which published ruling refers to which other of its body, by neutral citation in its text. Written
-- when it is published or corrected, so that "cited by" is one lookup however many rulings there are.
create table citations (
  tenant_id uuid not null default tenant_id() references bodies,
  ruling_id uuid not null,
  cited_id uuid not null,
  -- No, once a correction took the reference away: nothing is deleted.
  stands boolean not null,
  primary key (tenant_id, ruling_id, cited_id),
  check (ruling_id <> cited_id),
  foreign key (tenant_id, ruling_id) references rulings (tenant_id, id),
  foreign key (tenant_id, cited_id) references rulings (tenant_id, id)
);
call isolate('citations');
create index citations_by_cited on citations (tenant_id, cited_id);
