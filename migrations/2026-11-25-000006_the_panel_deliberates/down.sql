drop function sheets_in(uuid);
drop table ballots, answers, sheets, steps;
drop procedure isolate_deliberation(regclass);
drop function sits(uuid);
