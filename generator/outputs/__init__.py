"""What the site prints. Each module plans one kind of output: `plan(site, config) -> Iterator[Task]`."""
