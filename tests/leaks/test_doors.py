"""Nothing is left out: every way into the application is a door here; and being known changes nothing in public."""

from __future__ import annotations

import logging
import time
from statistics import median

import pytest
from starlette.routing import Match, Route

from api.account import forgotten
from api.staff import COOKIE
from catalogue.accounts.throttle import Throttle
from tests.api.staffing import signed_in
from tests.leaks.closed import SAME
from tests.leaks.doors import DOORS
from tests.leaks.employed import CHIEF
from tests.leaks.questions import QUESTIONS
from tests.leaks.visiting import ABSENT, LANGUAGES, ask

NEEDLESS = {"HEAD", "TRACE"}


def test_every_route_of_the_application_is_asked(visit):
    """By its own address and each of its methods: a new one has to be put into a door."""
    for door in DOORS:
        visit.by(door, DOORS)
    for question in QUESTIONS.values():
        list(question(visit, ABSENT))
    app, reached = visit.client.app, set()
    for method, path in visit.asked:
        route = _route(app, method, path)
        reached.add((id(route), method))
    wanted = [(one, method) for one in app.routes for method in _methods(one)]
    assert [(one.path, method) for one, method in wanted if (id(one), method) not in reached] == []


def _methods(route):
    return sorted((getattr(route, "methods", None) or {"GET"}) - NEEDLESS)


def _route(app, method: str, path: str):
    scope = {"type": "http", "method": method, "path": path, "root_path": "", "headers": [], "app": app}
    found = [(one.matches(dict(scope))[0], one) for one in app.routes]
    whole = [one for match, one in found if match is Match.FULL]
    return (whole or [one for match, one in found if match is Match.PARTIAL] or [None])[0]


def test_a_closed_door_says_the_same_whatever_is_behind_it(visit):
    answers = visit.by("closed", DOORS)
    assert len(answers) > 200
    assert [where for where, said in answers if not said.startswith(SAME)] == []
    assert {said.removeprefix(SAME)[:3] for _, said in answers} == {b"303", b"401"}


def test_what_ended_before_it_was_public_is_like_nothing(visit):
    """Deleted, merged, erased or undone: nobody learns that there was anything."""
    log = visit.house.catalogue.public_log
    for path in visit.house.ended_paths:
        slug, number = path.strip("/").split("/")
        for end in ("", ".ttl", "?version=1", "/versions", "/report"):
            ended = visit.hear("GET", path + end, {"Accept": "*/*"})
            nothing = visit.hear("GET", f"/{slug}/{'x' * len(number)}{end}", {"Accept": "*/*"})
            if log.by_path(path) is None:
                assert (ended.status, ended.content) == (404, nothing.content), path + end
                assert ended.headers == nothing.headers, path + end
            else:
                assert ended.status == 410, path + end


def test_whoever_is_signed_in_sees_in_public_what_everybody_sees(visit):
    """To the byte, headers included: what a cache keeps of one is right for the other."""
    app = visit.client.app
    chief = {"Cookie": f"{COOKIE}={signed_in(app, 'administrator', name=CHIEF).cookies[COOKIE]}"}
    assert visit.hear("GET", "/edit", {"Accept": "text/html"} | chief).status == 200
    public = [one.path for one in visit.house.catalogue.public_log.current()]
    paths = ["/", "/search?q=openword", "/object", "/vocabulary", "/sparql", "/openapi.json", *public]
    paths += [f"{path}{end}" for path in public[:9] for end in ("/versions", "?version=1", ".json", ".ttl", "/report")]
    paths += [*visit.house.hidden_paths, *visit.house.gone_paths, *visit.house.shown_paths]
    for path in paths:
        for language in LANGUAGES[:2]:
            headers = {"Accept": "*/*" if "." in path else "text/html", "Accept-Language": language}
            known = visit.hear("GET", path, headers | chief)
            nobody = visit.hear("GET", path, headers)
            assert (known.status, known.content) == (nobody.status, nobody.content), path
            assert known.kept == nobody.kept, path


def test_a_name_is_refused_as_slowly_as_none(visit, monkeypatch):
    """One hash is compared for each, whether there is such a name or not; so the time is about the same."""
    people = visit.client.app.state.people
    compared = []
    hasher = people.passwords._hasher
    verify = type(hasher).verify

    def counting(self, kept, said):
        compared.append(kept)
        return verify(self, kept, said)

    monkeypatch.setattr(type(hasher), "verify", counting)
    names = [word for what, word in visit.house.secrets.items() if what.startswith("the name of somebody")]
    assert len(names) == 3
    people.with_password("nobody", "once, as the first hash is made")
    took = {}
    for name in (*names, ABSENT):
        times = []
        for _ in range(7):
            compared.clear()
            began = time.perf_counter()
            assert people.with_password(name, "seven green lanterns") is None
            times.append(time.perf_counter() - began)
            assert len(compared) == 1, name
        took[name] = median(times)
    assert max(took.values()) < 4 * min(took.values())


def test_a_letter_goes_to_whoever_has_an_address_and_the_page_does_not_tell(visit):
    state = visit.client.app.state
    state.people.throttle = Throttle()
    state.mail.sent.clear()
    name = visit.house.secrets["the name of somebody"]
    said = [ask(visit, "POST", forgotten.PATH, {"Accept": "text/html"}, data={"name": one}) for one in (name, ABSENT)]
    assert said[0] == said[1]
    assert len(state.mail.sent) == 1


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_secret_that_was_guessed_is_logged(visit, question, caplog):
    """Neither by us nor by what we stand on: passwords, tokens, sessions, names of whatever is here."""
    wanted = ("a password", "a token", "a session", "the name of somebody", "the name of a draft", "draft id")
    with caplog.at_level(logging.DEBUG):
        for what in wanted:
            list(QUESTIONS[question](visit, visit.house.secrets[what]))
    theirs = ("httpx2", "httpcore2", "httpx", "httpcore", "asyncio")  # the visitor's, not the house's
    told = " ".join(f"{r.getMessage()} {r.exc_text}" for r in caplog.records if not r.name.startswith(theirs)).lower()
    assert [what for what in wanted if visit.house.secrets[what].lower() in told] == []


def test_staff_at_work_leave_no_secret_in_the_log(visit, caplog):
    """Reading and refused writing included; the address, with its session and mark, is told to nobody either."""
    chief = signed_in(visit.client.app, "administrator", name=CHIEF)
    draft = visit.house.secrets["draft id"]
    with caplog.at_level(logging.DEBUG):
        for path in ("/edit", "/edit/search?q=a", f"/edit/person/{draft}", f"/edit/person/{draft}/history"):
            assert chief.get(path).status_code == 200
        assert chief.post("/edit/person/new", data={"_do": "save", "name/new-1/content/new-1": draft}).status_code < 500
        body = f'{{"id": "x", "type": "Nothing", "_label": "{draft}"}}'
        headers = {"Content-Type": "application/ld+json", "If-Match": "*", "Accept": "application/json"}
        assert chief.put(f"/person/{draft}", content=body, headers=headers).status_code in (400, 422)
    told = " ".join(r.getMessage() for r in caplog.records if not r.name.startswith(("httpx", "httpcore"))).lower()
    secrets = {what: word for what, word in visit.house.secrets.items() if word.lower() in told}
    assert secrets == {}
    assert str(chief.cookies["khizana"]) not in told


def test_pages_for_staff_tell_other_sites_no_address(visit):
    """A link out of them says at most which site it came from, and no cache keeps them."""
    chief = signed_in(visit.client.app, "administrator", name=CHIEF)
    for path in ("/edit/object/o1", "/edit/search?q=a", "/account", "/account/sign-in", "/account/new-password?mark=1"):
        headers = chief.get(path).headers
        assert headers["referrer-policy"] in ("no-referrer", "same-origin", "strict-origin-when-cross-origin")
        assert headers["cache-control"] == "private, no-store"
        assert "access-control-allow-origin" not in headers


def test_routes_for_all_answer_with_no_cookie(visit):
    """A cookie in what a cache keeps would be everybody's."""
    for path in ("/", "/object/o1", "/search?q=a", "/object/o1?lang=ar", "/account/sign-in"):
        visit.client.cookies.clear()
        said = visit.client.get(path, headers={"Accept": "text/html"}).headers.get_list("set-cookie")
        assert [one for one in said if not one.startswith("lang=")] == [], path


def test_the_routes_are_of_a_kind_that_is_known_here(visit):
    """A mounted application would have doors that the tests above do not see."""
    others = [one.path for one in visit.client.app.routes if not isinstance(one, Route)]
    assert others == ["/static"]
