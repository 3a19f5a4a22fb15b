drop function case_progress(uuid);
