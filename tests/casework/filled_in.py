"""An action plan as a council fills in its form, row by row."""

HEAD = ["No.", "Recommendation", "Action", "Lead member", "Lead officer", "Due", "Measure", "Status"]
FIRST = [
    "1",
    "Write it down: Say who decides.",
    "Write a guide",
    "Leader of the council",
    "Monitoring officer",
    "30 June 2025",
    "The guide is out",
    "Done",
]
SECOND = [
    "2a",
    "With staff.",
    "Hold a forum",
    "Leader of the council",
    "Chief executive",
    "June 2025",
    "It was held",
    "",
]
THIRD = [
    "3",
    "Plan: Look further ahead.",
    "Draw up a plan",
    "Deputy leader",
    "Section 151 officer",
    "2026",
    "It is adopted",
    "–",
]
