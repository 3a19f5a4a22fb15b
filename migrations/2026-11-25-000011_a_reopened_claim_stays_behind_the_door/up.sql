-- When the scoring was complete for the first time. From then on the case is being drafted to all who
-- do not sit, whatever the panel takes up again (T-34a).
alter table cases add column scored_at timestamptz;
