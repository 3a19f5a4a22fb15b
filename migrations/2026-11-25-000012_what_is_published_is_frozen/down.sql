drop table signatures, signing_keys, publications;
