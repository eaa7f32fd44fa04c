"""What several benches share: a world with a clock for every worker, speech to say in it, and models to hear it."""
