drop table remedies;
drop function released_roll_call(uuid);
drop table rulings, deliberations;
