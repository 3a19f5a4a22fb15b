drop index rulings_by_publication;
