"""The helpers themselves: a watch that never barks guards nothing."""

from __future__ import annotations

import logging
import os

import keyring
import psycopg
import pytest
import sqlalchemy as sa
from keyring.errors import NoKeyringError

from tests.helpers.logfail import unexpected
from tests.helpers.memory_keyring import MemoryKeyring
from tests.helpers.postgresql import PostgresServer
from tests.helpers.secret_service import SecretService

pytest_plugins = ["pytester"]


def _record(name: str) -> logging.LogRecord:
    return logging.LogRecord(name, logging.WARNING, __file__, 1, "something %s", ("odd",), None)


@pytest.mark.parametrize(
    ("allowed", "unseen"),
    [
        ([], ["WARNING sync.client.loop: something odd"]),
        ([pytest.mark.allow_logs("sync.client").mark], []),
        ([pytest.mark.allow_logs("sync.cli").mark], ["WARNING sync.client.loop: something odd"]),
        ([pytest.mark.allow_logs().mark], []),
    ],
)
def test_only_announced_loggers_may_warn(allowed: list[pytest.Mark], unseen: list[str]) -> None:
    assert unexpected([_record("sync.client.loop")], allowed) == unseen


@pytest.mark.allow_logs("a")
def test_an_unexpected_warning_fails_its_test(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nmarkers = allow_logs\n")
    pytester.makeconftest("from tests.helpers.logfail import _watch_logs")
    pytester.makepyfile(
        """
        import logging, threading, pytest
        def test_quiet(): logging.getLogger("a").info("fine")
        def test_loud(): logging.getLogger("a").warning("not fine")
        def test_loud_thread():
            thread = threading.Thread(target=logging.getLogger("a").error, args=("not fine",))
            thread.start(); thread.join()
        @pytest.mark.allow_logs("a")
        def test_announced(): logging.getLogger("a.b").warning("fine")
        """
    )
    result = pytester.runpytest_inprocess("-p", "no:cacheprovider")
    result.assert_outcomes(passed=4, errors=2)


def test_no_test_sees_the_persons_keyring() -> None:
    assert os.environ["PYTHON_KEYRING_BACKEND"] == "keyring.backends.fail.Keyring"
    with pytest.raises(NoKeyringError):
        keyring.get_password("ecabinet", "anything")


def test_memory_keyring_is_used_by_the_library(memory_keyring: MemoryKeyring) -> None:
    keyring.set_password("ecabinet", "device", "secret")
    assert memory_keyring.entries == {("ecabinet", "device"): "secret"}
    keyring.delete_password("ecabinet", "device")
    assert keyring.get_password("ecabinet", "device") is None


@pytest.mark.keyring
def test_secret_service_keeps_a_secret_across_restarts(secret_service: SecretService) -> None:
    secret_service.python("import keyring; keyring.set_password('ecabinet', 'device', 'bí mật')")
    assert (
        secret_service.python("import keyring; print(keyring.get_password('ecabinet', 'device'))").strip() == "bí mật"
    )


@pytest.mark.pg
def test_postgresql_gives_an_empty_database(pg_url: str) -> None:
    engine = sa.create_engine(pg_url)
    try:
        assert sa.inspect(engine).get_table_names() == []
        with engine.connect() as connection:
            assert connection.execute(sa.text("SHOW server_encoding")).scalar_one() == "UTF8"
    finally:
        engine.dispose()


@pytest.mark.pg
def test_postgresql_listens_on_no_network(pg_server: PostgresServer) -> None:
    with pg_server.connect() as connection, pytest.raises(psycopg.errors.UndefinedObject):
        connection.execute("SHOW no_such_setting")
    with pg_server.connect() as connection:
        row = connection.execute("SHOW listen_addresses").fetchone()
    assert row == ("",)
