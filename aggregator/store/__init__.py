"""The only room that writes SQLite: the private archive and the public ``news.db``."""
