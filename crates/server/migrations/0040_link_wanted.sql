-- The company whose page is to show a new Link URL to this operator, once: what the form asked for that led there.
ALTER TABLE user_sessions ADD COLUMN link_wanted TEXT;
