"""Serving: ready when it says so, polite when it stops."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import threading
import time

import httpx2
import pytest

from api.serving import address_of, bound
from catalogue.errors import KhizanaError

PROGRAM = """
import asyncio, sys
from contextlib import asynccontextmanager
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from api.serving import address_of, bound, serve
from catalogue.errors import CatalogueBusy

@asynccontextmanager
async def lifespan(app):
    if "busy" in sys.argv:
        raise CatalogueBusy("Somebody else holds it.")
    if "slow" in sys.argv:
        await asyncio.sleep(30)
    yield
    print("closed", flush=True)

async def slowly(request):
    print("asked", flush=True)
    await asyncio.sleep(0.6)
    return PlainTextResponse("done")

held = bound("127.0.0.1", 0)
app = Starlette(routes=[Route("/", slowly)], lifespan=lifespan)
print("starting", flush=True)
try:
    serve(app, held, lambda: print(address_of(held, "127.0.0.1"), flush=True))
except CatalogueBusy as error:
    print("refused:", error, flush=True)
"""


@pytest.fixture
def server(root):
    started = []

    def start(*words: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", PROGRAM, *words]
        process = subprocess.Popen(command, cwd=root, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        started.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "starting\n"
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
            process.communicate()


def ended(process: subprocess.Popen[str]) -> tuple[str, str, int]:
    """What a server still said, what it complained of, and its exit code.

    Read through the same streams as the lines before: `communicate` would miss what they have read ahead.
    """
    assert process.stdout is not None
    assert process.stderr is not None
    with process:
        said, complaints = process.stdout.read(), process.stderr.read()
    return said, complaints, process.returncode


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stopped_server_finishes_open_requests_and_closes_its_stores(server, number):
    process = server()
    url = process.stdout.readline().strip()
    answers: list[httpx2.Response] = []
    asking = threading.Thread(target=lambda: answers.append(httpx2.get(url)))
    asking.start()
    assert process.stdout.readline() == "asked\n"
    process.send_signal(number)
    said = ended(process)
    asking.join()
    assert answers[0].text == "done"
    assert said == ("closed\n", "", 0)


def test_a_server_answers_as_soon_as_it_says_its_address(server):
    process = server()
    assert httpx2.get(process.stdout.readline().strip()).text == "done"


def test_a_server_can_be_stopped_while_it_starts(server):
    process = server("slow")
    time.sleep(0.2)
    process.terminate()
    assert ended(process)[1] == ""


def test_why_an_application_does_not_start_is_told_without_a_traceback(server):
    assert ended(server("busy")) == ("refused: Somebody else holds it.\n", "", 0)


def test_a_taken_address_is_refused_with_advice():
    with socket.create_server(("127.0.0.1", 0)) as other:
        with pytest.raises(KhizanaError, match="--port"):
            bound("127.0.0.1", other.getsockname()[1])


def test_the_address_shown_can_be_opened():
    with bound("127.0.0.1", 0) as held:
        port = held.getsockname()[1]
        assert address_of(held, "0.0.0.0") == f"http://localhost:{port}/"
        assert address_of(held, "127.0.0.1") == f"http://127.0.0.1:{port}/"
