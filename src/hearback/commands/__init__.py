"""One file per subcommand, and the only place that picks concrete engines."""
