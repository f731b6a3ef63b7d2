"""Background jobs: the queue that carries ids, and a handler for each kind of job."""
