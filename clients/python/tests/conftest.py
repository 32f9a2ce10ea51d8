"""Runs ``async`` tests, and finds the hub that the live tests talk to."""

import asyncio
import inspect

import pytest

from laso_hub.people import from_environment


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem):
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    wanted = inspect.signature(pyfuncitem.obj).parameters
    arguments = {name: pyfuncitem.funcargs[name] for name in wanted}
    asyncio.run(asyncio.wait_for(pyfuncitem.obj(**arguments), 120))
    return True


@pytest.fixture(scope="session")
def hub_and_people():
    known = from_environment()
    if known is None:
        pytest.skip("LASO_HUB_URL and LASO_HUB_CREDENTIALS are not set")
    return known


@pytest.fixture
def url(hub_and_people):
    return hub_and_people[0]


@pytest.fixture
def people(hub_and_people):
    return hub_and_people[1]
