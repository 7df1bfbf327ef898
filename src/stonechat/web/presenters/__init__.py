"""What `app` answered, put into the records that templates take. Nothing is worked out here."""
