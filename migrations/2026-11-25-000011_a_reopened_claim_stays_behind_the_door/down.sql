alter table cases drop column scored_at;
