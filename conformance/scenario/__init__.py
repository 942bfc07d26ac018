"""What a scenario works with: it sends requests and reads stored resources back."""
