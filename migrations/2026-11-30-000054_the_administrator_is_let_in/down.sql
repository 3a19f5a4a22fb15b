drop function emergency_cases();
drop function emergency_readers(uuid, text);
drop table emergencies;
