import json
import threading

import pytest

from catalogue.errors import CatalogueBusy, SearchIndexDamaged
from catalogue.projections.search import SearchIndex


def test_a_new_index_is_empty_at_position_zero(index):
    assert index.position() == 0
    assert index.search("").total == 0


def test_a_change_replaces_and_removes_by_iri_and_may_be_replayed(index, record):
    index.bulk([record("a", "Ewer"), record("b", "Lamp")], 1)
    for _ in range(3):
        index.apply([record("a", "Bowl"), record("c", "Dish")], [record("b").iri], 2)
        assert index.search("").total == 2
        assert index.search("ewer").total == index.search("lamp").total == 0
        assert index.search("bowl").total == index.search("dish").total == 1
    assert index.position() == 2


def test_a_record_that_comes_twice_in_one_change_is_held_once_as_last_given(index, record):
    index.apply([record("a", "Ewer"), record("a", "Bowl")], [record("a").iri], 5)
    assert [hit.label for hit in index.search("").hits] == ["Bowl"]


def test_position_and_records_are_found_again_after_reopening(tmp_path, record):
    first = SearchIndex(tmp_path)
    first.bulk([record("a", "Ewer")], 7)
    first.apply([record("b", "Lamp")], [], 8)
    first.close()
    again = SearchIndex(tmp_path)
    assert again.position() == 8
    assert again.search("").total == 2


def broken(document):
    yield document
    raise KeyError("the log ended")


@pytest.mark.parametrize("whole", [False, True])
def test_a_change_that_fails_leaves_records_and_position_as_they_were(index, record, whole):
    index.bulk([record("a", "Ewer")], 1)
    write = index.bulk if whole else lambda new, at: index.apply(new, [record("a").iri], at)
    with pytest.raises(KeyError):
        write(broken(record("b", "Lamp")), 2)
    assert index.position() == 1
    assert [hit.label for hit in index.search("").hits] == ["Ewer"]
    index.apply([record("c", "Bowl")], [], 3)
    assert [hit.label for hit in index.search("").hits] == ["Bowl", "Ewer"]


def test_a_rebuild_forgets_what_was_there(index, record):
    index.bulk([record("a", "Ewer")], 1)
    index.bulk([record("b", "Lamp")], 2)
    assert [hit.label for hit in index.search("").hits] == ["Lamp"]


def test_threads_search_whole_commits_while_one_writes(index, record):
    index.bulk([record(str(n), "state 0") for n in range(20)], 0)
    torn, done = [], threading.Event()

    def read():
        while not done.is_set():
            page = index.search("state", limit=50)
            states = {hit.label for hit in page.hits}
            if len(states) != 1 or page.total != 20:
                torn.append(states)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for state in range(1, 25):
        index.apply([record(str(n), f"state {state}") for n in range(20)], [], state)
    done.set()
    for reader in readers:
        reader.join()
    assert torn == []


def test_two_writers_are_refused(tmp_path, record):
    first, second = SearchIndex(tmp_path), SearchIndex(tmp_path)
    first.apply([record("a")], [], 1)
    with pytest.raises(CatalogueBusy):
        second.apply([record("b")], [], 1)


def damage(folder, ending, content):
    for file in folder.glob(f"*{ending}"):
        file.write_bytes(content) if content is not None else file.unlink()


@pytest.mark.parametrize(
    ("ending", "content"),
    [
        ("meta.json", b"{"),
        ("meta.json", b"{}"),
        ("meta.json", None),
        (".store", None),
        (".term", b"garbage"),
        (".idx", b""),
        (".fast", None),
    ],
)
def test_a_damaged_index_is_refused_with_a_remedy(tmp_path, ending, content, record):
    index = SearchIndex(tmp_path)
    index.bulk([record("a", "Ewer")], 1)
    damage(tmp_path, ending, content)
    with pytest.raises(SearchIndexDamaged) as refused:
        SearchIndex(tmp_path)
    assert "rebuild" in refused.value.remedy


def test_damage_met_while_searching_is_named(tmp_path, record):
    SearchIndex(tmp_path).bulk([record("a", "Ewer of brass")], 1)
    damage(tmp_path, ".pos", None)
    with pytest.raises(SearchIndexDamaged):
        SearchIndex(tmp_path).search('"ewer of"')


def test_a_folder_of_something_else_is_refused_and_left_alone(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(SearchIndexDamaged):
        SearchIndex(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["notes.txt"]


def test_an_index_of_another_schema_is_refused(tmp_path, record):
    SearchIndex(tmp_path).bulk([record("a", "Ewer")], 1)
    meta = json.loads((tmp_path / "meta.json").read_text())
    meta["schema"] = meta["schema"][:-1]
    (tmp_path / "meta.json").write_text(json.dumps(meta))
    with pytest.raises(SearchIndexDamaged):
        SearchIndex(tmp_path)


def test_an_index_folded_by_other_rules_is_refused(tmp_path, monkeypatch, record):
    SearchIndex(tmp_path).bulk([record("a", "Ewer")], 1)
    monkeypatch.setattr("catalogue.projections.search_folder.VERSION", 99)
    with pytest.raises(SearchIndexDamaged, match="folded"):
        SearchIndex(tmp_path)
