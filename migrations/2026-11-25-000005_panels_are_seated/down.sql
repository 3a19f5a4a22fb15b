drop table disclosures, seats;
