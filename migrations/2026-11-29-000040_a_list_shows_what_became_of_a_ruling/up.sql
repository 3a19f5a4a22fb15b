-- Which change of what a list shows of a ruling was its last, as the so-manieth of the body; 0: none. What is a
-- line of the log of publications is told there; this is of a remedy that was done, and of a translation.
alter table rulings add column touched integer not null default 0;
create index rulings_touched on rulings (tenant_id, touched) where touched > 0;
