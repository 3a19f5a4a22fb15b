drop function emergency_accesses(uuid);
