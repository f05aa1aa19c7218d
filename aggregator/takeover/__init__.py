"""Has somebody taken over a source? Signals, habits, verdict. Pure.

Sites and feeds of this field are hijacked to spread fakes, cloned, and bought when their domain
expires. What a feed does is compared with what it has always done (:mod:`~.habits`); what differs
is a signal (:mod:`~.signals`). A hard signal quarantines the source at once, soft ones where two
kinds come within 24 hours (:mod:`~.verdict`). A quarantined source is asked on; what it brings is
held, and what was published before stays as it was. Only a person ends a quarantine, having asked
the group by another channel.

The list of signals is that of the vetting rules (docs/takeover.md). Not looked at, because it needs
services of others: registrars, name servers, the expiry of domains (RDAP).
"""

from aggregator.takeover.habits import Habits, learn
from aggregator.takeover.signals import Look, Signal, signals
from aggregator.takeover.verdict import Seen, Verdict, decide

__all__ = ["Habits", "Look", "Seen", "Signal", "Verdict", "decide", "learn", "signals"]
