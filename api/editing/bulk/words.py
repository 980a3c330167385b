"""Work on many records, in words."""

from __future__ import annotations

from collections.abc import Mapping

from api.editing.forms.problems import of_faults
from api.editing.reasons import reason as reason_of_finding
from api.messages import Gettext
from catalogue.bulk import Doing, Fate, Operation, Reason, State, Unfit, Why, place_of
from catalogue.editing.reading import Fault, FaultKind
from catalogue.shapes import RecordType, Schema, label_in


def doing_name(doing: Doing, gettext: Gettext) -> str:
    """What is done, as a button says it."""
    return {
        Doing.ADD: gettext("Add a value"),
        Doing.REPLACE: gettext("Replace a value"),
        Doing.REMOVE: gettext("Remove a value"),
        Doing.TEXT: gettext("Find and replace in texts"),
        Doing.KIND: gettext("Change the kind"),
        Doing.PUBLISH: gettext("Publish"),
        Doing.WITHDRAW: gettext("Withdraw"),
        Doing.ASK: gettext("Ask for a review"),
        Doing.APPROVE: gettext("Approve and publish"),
        Doing.MERGE: gettext("Merge duplicates"),
    }[doing]


def state_name(state: State, gettext: Gettext, *, interrupted: bool) -> str:
    """How far a piece of work has come."""
    if interrupted:
        return gettext("interrupted")
    return {
        State.CHOSEN: gettext("begun"),
        State.CHECKING: gettext("being looked at"),
        State.READY: gettext("waits for your word"),
        State.RUNNING: gettext("being done"),
        State.STOPPED: gettext("stopped half-way"),
        State.DONE: gettext("done"),
        State.UNDOING: gettext("being taken back"),
        State.UNDONE: gettext("everything taken back"),
    }[state]


def fate_names(doing: Doing, gettext: Gettext) -> Mapping[Fate, str]:
    """What becomes of records, above the numbers."""
    changed = {
        Doing.PUBLISH: gettext("to be published"),
        Doing.APPROVE: gettext("to be published"),
        Doing.WITHDRAW: gettext("to be withdrawn"),
        Doing.ASK: gettext("to be given to review"),
        Doing.MERGE: gettext("merged"),
    }
    return {
        Fate.CHANGED: changed.get(doing, gettext("to be changed")),
        Fate.UNCHANGED: gettext("nothing to do"),
        Fate.REFUSED: gettext("left out"),
        Fate.OTHER: gettext("of another kind"),
    }


def done_names(doing: Doing, gettext: Gettext) -> Mapping[Fate, str]:
    """The same once it is done."""
    changed = {
        Doing.PUBLISH: gettext("published"),
        Doing.APPROVE: gettext("published"),
        Doing.WITHDRAW: gettext("withdrawn"),
        Doing.ASK: gettext("given to review"),
        Doing.MERGE: gettext("merged"),
    }
    return {**fate_names(doing, gettext), Fate.CHANGED: changed.get(doing, gettext("changed"))}


def where(operation: Operation, schema: Schema, language: str) -> tuple[str, ...]:
    """The labels that lead to the field of an operation, the record type first."""
    place = place_of(schema, operation.address)
    if place is None:
        return ()
    return label_in(place.record_type.labels, language), *(label_in(one.labels, language) for one in place.steps)


def reason_words(
    reason: Reason, record_type: RecordType | None, schema: Schema, language: str, gettext: Gettext
) -> str:
    """Why a record is left as it is."""
    if reason.why is Why.FINDING:
        label = label_in(schema.labels.get(reason.shape, {}), language)
        said = reason_of_finding(reason.finding(), schema, language, gettext)
        return f"{label}: {said}" if label else said
    if reason.why is Why.FALLEN:
        one = record_type.by_key.get(reason.said) if record_type is not None else None
        label = label_in(one.labels, language) if one is not None else reason.said
        return gettext("Of “%(field)s” nothing would be left in public.") % {"field": label}
    if reason.why is Why.CLAIM:
        return reason.said
    if reason.why is Why.WRONG and reason.said:
        return next(p.text for p in of_faults([Fault("", FaultKind(reason.said), _Anything())], gettext))
    return _plain(gettext)[reason.why]


def unfit_words(unfit: Unfit, gettext: Gettext) -> str:
    """Why an operation cannot be."""
    return {
        Unfit.FIELD: gettext("Choose a field first."),
        Unfit.DOING: gettext("This cannot be done to that field."),
        Unfit.NEW: gettext("Fill in the new value."),
        Unfit.FIND: gettext("Write what is to be found."),
        Unfit.KIND: gettext("Choose a kind from the list."),
        Unfit.RECORD_TYPE: gettext(
            "The type of a record cannot be changed: make a new record of the other type, and merge or delete this one."
        ),
    }[unfit]


class _Anything(dict[str, str]):
    """Values of which only that they are there is known."""

    def __missing__(self, _key: str) -> str:
        return "…"


def _plain(gettext: Gettext) -> Mapping[Why, str]:
    return {
        Why.GONE: gettext("It is no longer there."),
        Why.NOT_ALLOWED: gettext("Your roles do not reach this record."),
        Why.NO_ROOM: gettext("The field has its value already, and takes no more."),
        Why.UNCLEAR: gettext("There are several places for this value; choose one in the form of the record."),
        Why.WRONG: gettext("The value there can be removed, but not changed."),
        Why.HIDDEN: gettext("It is set to staff or under embargo, or belongs to work that was not finished."),
        Why.CHANGED: gettext("It was changed since you looked."),
        Why.NO_REVIEW: gettext("There is nothing to review."),
    }
