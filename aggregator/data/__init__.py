"""Reserved for generated tables; see NOTICE.md beside each."""
