"""Text of others: never markup, never obeyed by the terminal, and never in what a crash leaves behind."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path

import pytest
from rich.segment import ControlType, Segment
from textual.color import Color

import ie_tui.ui
from ie_tui.api.errors import Offline
from ie_tui.api.models import Artifact, Job, JobId, JobStatus, Unreadable
from ie_tui.crash_report import keep_details, summary
from ie_tui.ui.rendering.line_filter import ControlCharacterFilter
from tests.ui.conftest import AT_ONCE, NOW, Stage, screen_text, settle, until

EVIL = "a\x1b]52;c;UFdORUQ=\x07\x9b31m\u202e\u200b\x00\r[b]x[/i][@click=app.quit]y[/]\tz\x7f\U000e0041"
SINKS = {
    "Static",
    "Label",
    "Button",
    "Checkbox",
    "Select",
    "Option",
    "Tab",
    "TabPane",
    "Collapsible",
    "update",
}
ATTRIBUTES = {"border_title", "border_subtitle", "tooltip"}


def trees() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(Path(ie_tui.ui.__file__).parent.rglob("*.py")):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def root_name(node: ast.expr) -> str:
    """`Content` of `Content.assemble(…).truncate(…)`."""
    while isinstance(node, ast.Call | ast.Attribute):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def known_contents(tree: ast.AST) -> set[str]:
    """Names in this file that can only be Content: arguments and functions annotated so, and their copies."""
    names = {"Content"}
    for node in ast.walk(tree):
        if isinstance(node, ast.arg) and node.annotation and ast.unparse(node.annotation) == "Content":
            names.add(node.arg)
        elif isinstance(node, ast.FunctionDef) and node.returns and ast.unparse(node.returns) == "Content":
            names.add(node.name)
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Assign)
            and isinstance(node.value, ast.Call)
            and root_name(node.value) in names
        ):
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return names


def is_safe(node: ast.expr, contents: set[str]) -> bool:
    if isinstance(node, ast.IfExp):
        return is_safe(node.body, contents) and is_safe(node.orelse, contents)
    return isinstance(node, ast.Constant) or root_name(node) in contents


def unsafe_sinks(tree: ast.Module) -> list[str]:
    """Places where text that is not a constant could be read as markup."""
    contents = known_contents(tree)
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else root_name(node.func)
            markup = {keyword.arg: keyword.value for keyword in node.keywords}.get("markup")
            is_literal = isinstance(markup, ast.Constant) and markup.value is False
            if (name == "notify" and not is_literal) or (
                name in SINKS and node.args and not is_literal and not is_safe(node.args[0], contents)
            ):
                found.append(ast.unparse(node))
        elif isinstance(node, ast.Assign):
            targets = [target for target in node.targets if isinstance(target, ast.Attribute)]
            if any(target.attr in ATTRIBUTES for target in targets) and not is_safe(node.value, contents):
                found.append(ast.unparse(node))
    return found


def test_only_constants_and_content_reach_what_reads_markup() -> None:
    assert {str(path): bad for path, tree in trees() if (bad := unsafe_sinks(tree))} == {}


@pytest.mark.parametrize(
    "source",
    [
        "Static(name)",
        "Label(f'{name}')",
        "self.border_title = name",
        "self.border_title = name if name else None",
        "widget.update(str(record))",
        "self.notify(name)",
        "self.notify(name, markup=True)",
    ],
)
def test_the_search_finds_unsafe_sinks(source: str) -> None:
    assert unsafe_sinks(ast.parse(source)) == [source]


def hostile_status(name: str) -> JobStatus:
    """A status with hostile text in each field that can hold any."""
    given = {"job_id", "created_at", "error_count", "artifacts", "repairs", "unknown_elements"}
    text = dict.fromkeys({field.name for field in fields(JobStatus)} - given, EVIL)
    return JobStatus(
        job_id=JobId(name),
        created_at=Unreadable(EVIL),
        error_count=Unreadable(EVIL),
        artifacts=(Artifact(EVIL, f"https://{EVIL}/"),),
        repairs=(EVIL,),
        **text,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize("size", [(160, 50), (80, 24), (40, 12)])
async def test_hostile_text_in_every_field_is_shown_as_signs_before_the_net(
    stage: Stage, size: tuple[int, int]
) -> None:
    name = JobId("J" + EVIL)
    stage.service.pages = [(Job(name, EVIL, Unreadable(EVIL), Unreadable(EVIL)),)]
    stage.service.statuses[name] = replace(hostile_status(EVIL), job_id=JobId("K" + EVIL))
    app = stage.app(pace=AT_ONCE, badge="DEMO")
    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        await until(pilot, lambda: name in stage.service.asked)
        await settle(app, pilot)
        assert "\\e]52" in screen_text(app)
        await pilot.press("y")
        await settle(app, pilot)
        await pilot.press("escape", "enter")
        for _ in range(12):
            await pilot.press("pagedown")
        stage.service.statuses[name] = Offline(EVIL, advice=EVIL)
        stage.service.list_error = Offline(EVIL, advice=EVIL)
        await pilot.press("r", "R")
        await settle(app, pilot)
        await pilot.press("g", "question_mark")
        await pilot.pause()
        assert app.control_characters.hits == 0


def test_the_net_deletes_what_forgot_the_gate_and_counts_it() -> None:
    net = ControlCharacterFilter()
    clean, control = Segment("│ 日本語 ◉\u00a0"), Segment("\x1b[2J", None, [(ControlType.BELL,)])
    segments = net.apply([clean, control, Segment("a\x1b[31m\x9b\u202eb")], Color(0, 0, 0))
    assert segments == [clean, control, Segment("a[31mb")]
    assert net.hits == 1


async def test_the_net_is_spread_under_the_app(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test():
        assert app.control_characters in app.get_line_filters()


async def test_a_crash_leaves_neither_locals_nor_raw_text_and_is_no_success(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    app = stage.app()

    def explode() -> None:
        canary = "CANARY" + "-SECRET"
        raise RuntimeError(f"evil \x1b]0;x\x07 of {len(canary)}")

    async def run() -> None:
        async with app.run_test(size=(120, 30)) as pilot:
            app.screen.call_later(explode)
            await pilot.pause()

    with pytest.raises(RuntimeError):
        await run()
    (details,) = stage.state_dir.iterdir()
    told, kept = capsys.readouterr().err, details.read_text()
    assert app.return_code == 1
    assert told.count("\n") == 1
    assert told.startswith("ie-tui stopped: RuntimeError: evil \\e]0;x")
    assert str(details) in told
    assert "in explode" in kept
    for text in (told, kept):
        assert "CANARY" not in text.replace('"CANARY" + "-SECRET"', "")
        assert "\x1b" not in text
    assert details.stat().st_mode & 0o777 == 0o600
    assert stage.state_dir.stat().st_mode & 0o777 == 0o700


def test_details_that_cannot_be_kept_are_said_not_raised(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    assert "could not be saved" in keep_details(ValueError("x"), blocked, NOW)
    assert "no state directory" in keep_details(ValueError("x"), None, NOW)


def test_details_follow_no_link_that_lies_in_wait(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("mine")
    first = keep_details(ValueError("x"), tmp_path / "state", NOW)
    path = Path(first.removeprefix("Details: "))
    path.unlink()
    path.symlink_to(victim)
    assert "could not be saved" in keep_details(ValueError("x"), tmp_path / "state", NOW)
    assert victim.read_text() == "mine"


def test_a_summary_is_one_safe_line() -> None:
    assert summary(ValueError("a\nb\x1b")) == "ValueError: a\\nb\\e"
    assert summary(ValueError()) == "ValueError"


def test_the_first_paint_loads_nothing_that_only_asking_or_another_screen_needs() -> None:
    late = ["httpx", "lxml", "botocore", "ie_tui.emulator", "ie_tui.api.client", "ie_tui.clipboard.copy_text"]
    late += ["ie_tui.ui.screens.help", "ie_tui.ui.screens.copy_value", "textual.widgets._markdown"]
    code = f"import ie_tui.ui.app, sys; print([m for m in {late} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
