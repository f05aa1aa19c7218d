"""A source-credibility news aggregator for the Russian-occupied areas of Ukraine.

The rooms, in the order in which data walks through them: ``sources`` (who is vouched
for), ``schedule`` (what is due), ``fetch`` (bytes from the net), ``parse`` (bytes to
entries), ``extract`` (page to text), ``identify`` (new, changed or known), ``tag`` (places
and topics, with the words that caused them), ``store`` (the private archive and the public
``news.db``) and ``site`` (what readers see). ``docs/architecture.md`` draws the map.
"""

__version__ = "0.1.0"
