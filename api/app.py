"""The application: everything that answers is built here, once, and lies on `app.state`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import Mount

from api import (
    account,
    describing,
    dumps,
    editing,
    errors,
    feed,
    files,
    home,
    openapi,
    records,
    relations,
    reports,
    search,
    sitemaps,
    sparql,
    vocabularies,
    writing,
)
from api.account.openid import open_id
from api.account.slowly import Slowly
from api.answers import KeptAnswers
from api.asked import Asked
from api.assets import STATIC, CachedFiles
from api.compression import Compressing
from api.editing.files import routes as staff_files
from api.editing.forms.choices import Choices
from api.following import following
from api.incoming import Incoming
from api.languages import languages
from api.mail import mail_of
from api.pages import Pages
from api.schema_org import SchemaOrg
from api.security import Doorkeeper, security_headers
from catalogue.accounts import People
from catalogue.bounded import Bounded
from catalogue.bulk import Bulk
from catalogue.catalogue import Catalogue
from catalogue.errors import KhizanaError
from catalogue.publication import Feed
from catalogue.record import RecordView
from catalogue.relations.asking import Relations
from catalogue.schemes import Schemes
from catalogue.settings import Settings
from catalogue.sparql.pool import QueryPool
from catalogue.suggesting import Suggesting

TREES = 2_000


def create_app(settings: Settings, catalogue: Catalogue | None = None) -> Starlette:
    """The application for a catalogue, which it opens if it is not given one."""
    held = catalogue if catalogue is not None else Catalogue(settings)
    headers = security_headers(settings.image_hosts)
    spoken = languages(map(Path, settings.languages))
    app = Starlette(
        routes=[
            Mount("/static", CachedFiles(directory=STATIC)),
            *home.routes,
            *describing.routes,
            *sitemaps.routes,
            *dumps.routes,
            *openapi.routes,
            *search.routes,
            *sparql.routes,
            *vocabularies.routes,
            *account.routes,
            *files.routes,
            *staff_files(settings),
            *editing.routes,
            *reports.routes,
            *feed.routes,
            *relations.routes,
            *writing.routes(settings),
            *records.routes,
        ],
        middleware=[Middleware(Doorkeeper, hosts=settings.hosts, headers=headers), Middleware(Compressing)],
        exception_handlers={
            HTTPException: errors.http_error,
            KhizanaError: errors.khizana_error,
            Exception: errors.server_error,
        },
        lifespan=_lifespan,
    )
    app.router.redirect_slashes = False
    app.state.languages = {one.code: one for one in spoken}
    app.state.pages = Pages(settings, held.schema, spoken)
    app.state.security_headers = headers
    _for_everybody(app, held, settings)
    _for_staff(app, held, settings)
    return app


def _for_everybody(app: Starlette, held: Catalogue, settings: Settings) -> None:
    """What the public doors stand on."""
    app.state.settings = settings
    app.state.catalogue = held
    app.state.schema = held.schema
    app.state.log = held.public_log
    app.state.feed = Feed(held.database)
    app.state.index = held.public_search
    app.state.relations = Relations(held)
    app.state.schema_org = SchemaOrg(held.schema, settings.base)
    app.state.incoming = Incoming(held.schema, held.public_search)
    app.state.kept = KeptAnswers()
    app.state.reporting = reports.allowance()
    app.state.asked = Asked(home.questions(settings, held.schema))
    app.state.asked_counts = describing.asked_counts()
    app.state.schemes = Schemes(settings.base, settings.labels)
    app.state.asked_schemes = vocabularies.asked_schemes()
    app.state.sparql = QueryPool()  # says that it is not ready, until the application runs
    app.state.trees = Bounded[tuple[str, int], RecordView](TREES)


def _for_staff(app: Starlette, held: Catalogue, settings: Settings) -> None:
    """What only the doors for staff stand on."""
    app.state.working = held.working
    app.state.working_index = held.working_search
    app.state.choices = Choices(held.schema, held.working_search, held.working)
    app.state.suggesting = Suggesting(held.schema, held.working, held.working_search)
    app.state.uploads = writing.uploads_of(held)
    app.state.people = People(held.database, settings)
    app.state.permissions = app.state.people.permissions
    app.state.bulk = Bulk(held, app.state.permissions)
    app.state.slowly = Slowly()
    app.state.identities = open_id(settings)
    app.state.mail = mail_of(settings)


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    """Owns the stores while the application runs; raises CatalogueBusy where another process does."""
    async with following(app.state.catalogue, app.state.settings) as pool:
        app.state.sparql = pool
        try:
            yield
        finally:
            await app.state.asked.close()
            await app.state.asked_schemes.close()
            await app.state.asked_counts.close()
            await run_in_threadpool(app.state.uploads.close)
            await run_in_threadpool(app.state.bulk.close)
            app.state.slowly.close()
