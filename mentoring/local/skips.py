"""With CI=true a skipped test is a failure: nobody reads the list of what was not tested."""

import os

import pytest

ALLOWED = "shared/data"  # these tests need files that only some machines hold


def forbidden() -> bool:
    return os.environ.get("CI", "").lower() in ("true", "1")


class Skips:
    """Collects what was skipped, on the one process that reports."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.note(report)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        self.note(report)

    def note(self, report: pytest.TestReport | pytest.CollectReport) -> None:
        expected_failure = hasattr(report, "wasxfail")
        if report.skipped and not expected_failure and ALLOWED not in reason(report):
            self.found.append(f"{report.nodeid}: {reason(report)}")

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.found and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self.found:
            terminalreporter.section("skipped, which CI=true forbids", red=True)
            for line in self.found:
                terminalreporter.line(line)


def reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    return report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
