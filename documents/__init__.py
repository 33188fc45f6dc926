"""One semantic page becomes what is published, printed and filed."""
