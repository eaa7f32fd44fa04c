"""What the bench of the safe word is made of: sound, ears and counting."""
