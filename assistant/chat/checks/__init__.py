"""What a sentence may not change of the words it rests on: numbers, days, names, who says it, direction, negation."""
