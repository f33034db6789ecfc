"""Identity: sessions, second factor, single sign-on, fresh proof of who is asking."""
