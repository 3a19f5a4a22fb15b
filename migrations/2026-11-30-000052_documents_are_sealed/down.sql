drop table document_keys, body_keys;
