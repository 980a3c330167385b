"""What the commands say when they are done: figures, the first of many examples, and where the rest is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from catalogue.catalogue import Catalogue, Verdict
from catalogue.dumps import Dump
from catalogue.interchange.report import SHOWN, ImportReport, in_words
from catalogue.keeping import BackedUp, Restored
from catalogue.life import Erased
from catalogue.partners import Known, Pulled
from catalogue.publishing import Blocked, Published
from catalogue.validation import Finding


def created(folder: Path, catalogue: Catalogue) -> str:
    """A new catalogue: where, under which addresses, with how much in it."""
    public = sum(catalogue.public_log.counts().values())
    return (
        f"{folder} is a catalogue now; its addresses begin with {catalogue.base}.\n"
        f"{public:,} vocabulary records are loaded and public."
    )


def imported(report: ImportReport) -> str:
    """An import in figures, the first remarks of each kind, and where all of them are."""
    told = [f"{report.title}: {report.read:,} read.{' Nothing was written.' if report.dry_run else ''}"]
    told += _counts("new", report.created)
    told += _counts("changed", report.updated)
    told += _counts("made because others refer to them", report.stubs)
    if report.unchanged:
        told.append(f"  {report.unchanged:,} unchanged")
    if report.refused:
        told.append(f"  {report.refused:,} refused")
    if report.incomplete:
        told.append(f"  {report.incomplete:,} lack something and cannot be published yet")
    for reason, count in report.reasons.most_common(SHOWN):
        told.append(f"{count:,} × {in_words(report.examples[reason])}")
    if report.reasons and report.folder is not None:
        told.append(f"All remarks: {report.folder / 'report.txt'}")
    if report.refused_file is not None:
        told.append(f"Refused, to be mended and imported again: {report.refused_file}")
    return "\n".join(told)


def published(done: Published, catalogue: Catalogue) -> str:
    """A publication in figures, and what was refused, with the reason."""
    told = [f"{done.written:,} of {done.asked:,} published or renewed."]
    if done.blocked:
        told.append(f"{len(done.blocked):,} refused:")
        told += [f"  {_why(one, catalogue)}" for one in done.blocked[:SHOWN]]
        told += _more(done.blocked)
    for one in catalogue.open_imports():
        told.append(f"Left out, because it is unfinished: {one.title}, begun {one.opened}. Import it again.")
    return "\n".join(told)


def verified(verdict: Verdict) -> str:
    """What was found to agree, and the head to keep."""
    journal = verdict.journal
    figures = f"{journal.changes:,} changes, {journal.versions:,} versions, {journal.erased:,} erased"
    told = [f"The journal holds: {figures}."]
    told.append(f"The public log holds: {verdict.public_entries:,} entries, {verdict.public_records:,} records.")
    if verdict.files:
        told.append(f"{verdict.files:,} files are there, and are what was kept.")
    told.append(
        "The public store agrees with it."
        if verdict.store_checked
        else "The store belongs to a running server and was not compared."
    )
    return "\n".join([*told, f"Head: {journal.head}"])


def backed_up(done: BackedUp) -> str:
    """What a backup holds, and the head to keep."""
    figures = f"{done.manifest.changes:,} changes, {done.attachments:,} files, {done.manifest.size / (1 << 20):,.1f} MB"
    return f"{done.folder} holds: {figures}.\nHead: {done.manifest.head}"


def dumped(done: Dump) -> str:
    """What a dump holds, and where."""
    size = sum(one.size for one in done.files) / (1 << 20)
    return f"{done.folder} holds: {done.records:,} records, {done.statements:,} statements, {size:,.1f} MB."


def restored(done: Restored) -> str:
    """A restored catalogue: where, from when, what was erased again, what was verified."""
    told = [f"{done.folder} is a catalogue now, as it was on {done.manifest.made}; everybody has to sign in anew."]
    if done.erased:
        told.append(f"{done.erased:,} records that were erased since are erased again.")
    return "\n".join([*told, verified(done.verdict)])


def erased(done: Erased) -> str:
    """What was erased, in figures, and by which change."""
    figures = f"{done.versions:,} versions, who and why of {done.reasons:,} changes"
    return f"Erased: {figures}. Change {done.change} says so, and why."


def pulled(done: Pulled) -> str:
    """A pull in figures, what was odd with an example of each, and whether all was taken."""
    read = counted(done.pages, "page"), counted(done.activities, "activity"), counted(done.requests, "request")
    told = [f"{done.name}: {read[0]} with {read[1]}, {read[2]}."]
    figures = {"new or changed": done.fetched, "unchanged": done.unchanged, "removed": done.removed}
    told += [f"  {count:,} {what}" for what, count in figures.items() if count]
    for count, what in ((done.unreadable, "kept as they are, as they cannot be read as RDF"),
                        (done.failed, "could not be had; they are asked for again in the next pull"),
                        (done.waiting, "are still to be fetched")):  # fmt: skip
        told += [f"  {count:,} {what}"] if count else []
    for reason, count in done.odd.most_common(SHOWN):
        example = f" For example: {done.examples[reason]}" if reason in done.examples else ""
        told.append(f"{count:,} × {reason}{example}")
    if done.ended:
        told.append(f"This pull ended early. {done.ended}")
    elif done.mark is not None:
        told.append(f"All is taken that happened until {done.mark[:19]}Z.")
    return "\n".join(told)


def partner(one: Known) -> str:
    """A partner in a line."""
    told = [counted(one.documents, "document")]
    for count, what in ((one.unreadable, "unreadable"), (one.failed, "could not be had"), (one.waiting, "to come")):
        told += [f"{count:,} {what}"] if count else []
    last = f"pulled {one.partner.pulled}" if one.partner.pulled else "never pulled to the end"
    return f"{one.partner.name}\t{one.partner.url}\t{', '.join(told)}\t{last}"


def counted(number: int, what: str) -> str:
    """A number of things, of which there may be one."""
    many = f"{what[:-1]}ies" if what.endswith("y") else f"{what}s"
    return f"{number:,} {what if number == 1 else many}"


class Tally:
    """Findings as they come: what blocks is told at once, the rest is counted by reason."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._validator = catalogue.validator
        self._base = catalogue.base
        self._counts: Counter[tuple[str, str]] = Counter()
        self.blocking = 0

    def tell(self, finding: Finding) -> None:
        """Takes one finding."""
        reason = self._validator.reason(finding)
        self._counts[finding.severity, reason] += 1
        if finding.severity == "Violation":
            self.blocking += 1
            print(f"{finding.record.removeprefix(self._base)}: {reason}")

    def summary(self) -> str:
        """All reasons with their number, the weightiest first."""
        if not self._counts:
            return "Nothing is wrong and nothing is missing."
        ordered = sorted(self._counts.items(), key=lambda item: (item[0][0] != "Violation", -item[1]))
        return "\n".join(f"{count:>7,} × {severity}: {reason}" for (severity, reason), count in ordered)


def _why(one: Blocked, catalogue: Catalogue) -> str:
    reasons = dict.fromkeys(catalogue.validator.reason(finding) for finding in one.findings)
    fallen = [f"without what is not public it lacks: {name}" for name in one.fallen]
    return f"{one.path}: {'; '.join([*reasons, *fallen, *filter(None, [one.reason])])}"


def _more(blocked: tuple[Blocked, ...]) -> Iterable[str]:
    if len(blocked) > SHOWN:
        yield f"  … and {len(blocked) - SHOWN:,} more; khizana validate lists them all"


def _counts(what: str, counts: Mapping[str, int]) -> Iterable[str]:
    if counts:
        each = ", ".join(f"{count:,} {slug}" for slug, count in sorted(counts.items()))
        yield f"  {sum(counts.values()):,} {what}: {each}"
