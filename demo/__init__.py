"""The line seen without the internet: sample sources on loopback, written by us, all invented."""
