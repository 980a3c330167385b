"""How records end, and come back."""

from catalogue.life.effects import Answer
from catalogue.life.erasing import Erased
from catalogue.life.life import Leaving, Life, References
from catalogue.life.references import Narrow, Referring
from catalogue.life.undo_plan import Doubt, Obstacle, Outcome, Question, Target, Touch
from catalogue.life.undoing import Answers, Left, Undone
from catalogue.life.writing import Writing

__all__ = [
    "Answer",
    "Answers",
    "Doubt",
    "Erased",
    "Leaving",
    "Left",
    "Life",
    "Narrow",
    "Obstacle",
    "Outcome",
    "Question",
    "References",
    "Referring",
    "Target",
    "Touch",
    "Undone",
    "Writing",
]
