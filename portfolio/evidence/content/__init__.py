"""What stands in a piece, as plain values: questions, answers, quotes. Knows neither database nor web."""
