alter table filings drop column summary;
drop table approvals, document_keys, body_keys;
