drop table counters, invented_states, calendars, rules;
drop function found_body(uuid, text, text, text, boolean, timestamptz);
drop function directory();
drop function body_id(text);
drop table bodies;
drop procedure isolate_append_only(regclass);
drop procedure isolate(regclass);
drop function person_id();
drop function tenant_id();
