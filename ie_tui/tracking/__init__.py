"""The stateful middle: what is known of the jobs now, and how it is fetched."""
