"""Question -> answer: resolve the question, retrieve evidence, write a draft, verify it."""
