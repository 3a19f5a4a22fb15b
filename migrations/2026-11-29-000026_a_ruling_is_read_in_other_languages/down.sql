drop table ruling_translations;
