"""Every text on the screen can be read in every theme of ours; and which theme a start gets."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from rich.color import ColorType
from textual.app import App
from textual.color import Color

from ie_tui.api.errors import Offline
from ie_tui.ui.themes import OURS, UnknownThemeError, choose
from tests.ui.conftest import AT_ONCE, Stage, job, settle, status, until

LEAST = 4.5
CODES = [
    "Pending", "InProgress", "Success", "SuccessWithErrors", "Canceled", "Expired", "DeviceError", "Melted"
]  # fmt: skip


def contrast(one: Color, other: Color) -> float:
    """The ratio of WCAG 2, from 1 to 21."""
    darker, lighter = sorted(luminance(color) for color in (one, other))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(color: Color) -> float:
    linear = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in color.normalized)
    return sum(part * share for part, share in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast(Color(0, 0, 0), Color(255, 255, 255)) == pytest.approx(21)
    assert contrast(Color(118, 118, 118), Color(255, 255, 255)) == pytest.approx(4.54, abs=0.01)


def too_faint(app: App[None], rows: int | None = None) -> dict[str, float]:
    """Texts with letters or digits whose contrast is below the least; of the first `rows` lines, or all."""
    found = {}
    for strip in app.screen._compositor.render_strips()[:rows]:
        for segment in strip:
            style = segment.style
            if style is None or not any(c.isalnum() for c in segment.text):
                continue
            assert style.color is not None
            assert style.bgcolor is not None
            assert style.color.type is style.bgcolor.type is ColorType.TRUECOLOR
            ratio = contrast(Color.from_rich_color(style.color), Color.from_rich_color(style.bgcolor))
            if ratio < LEAST and not style.dim:
                found[segment.text] = ratio
    return found


@pytest.mark.parametrize("theme", [theme.name for theme in OURS])
async def test_all_text_is_readable(stage: Stage, theme: str) -> None:
    names = [f"J{number:02d}" for number in range(len(CODES) + 2)]
    rows = [job(name, age_days=number, canceled=number == 8) for number, name in enumerate(names)]
    answers = [
        status(name, progress_code=code, error_count=2, warning_message="Mind this.")
        for name, code in zip(names, CODES, strict=False)
    ]
    stage.keep(rows, answers, age=timedelta(hours=3))
    stage.connect_error = Offline("The service could not be reached.", advice="Check the network.")
    app = stage.app(pace=AT_ONCE, theme=theme, badge="DEMO")
    async with app.run_test(size=(160, 60)) as pilot:
        await until(pilot, lambda: app.screen.record.failure is not None)  # type: ignore[attr-defined]
        await settle(app, pilot)
        for _ in names:
            assert too_faint(app) == {}
            await pilot.press("j")
            await pilot.pause()
        await pilot.press("tab")
        await pilot.pause()
        assert too_faint(app) == {}


@pytest.mark.parametrize("theme", [theme.name for theme in OURS])
async def test_the_copy_menu_and_what_it_shows_are_readable(stage: Stage, theme: str) -> None:
    doubtful = status("A36BC", signature="sig\n", repairs=("line 4: closed by another name",))
    stage.keep([job("A36BC")], [doubtful], age=timedelta(hours=3))
    app = stage.app(theme=theme)
    async with app.run_test(size=(120, 30)) as pilot:
        for key in ("c", "s", "s", "escape", "escape", "y"):
            await pilot.press(key)
            await pilot.pause()
            if app.screen.is_modal:
                # What lies behind a dialog is dimmed on purpose.
                app.screen.styles.background = "black"
                await pilot.pause()
            assert too_faint(app) == {}, key


@pytest.mark.parametrize("theme", [theme.name for theme in OURS])
async def test_an_empty_list_is_readable(stage: Stage, theme: str) -> None:
    stage.service.gates["list"] = asyncio.Event()
    app = stage.app(theme=theme)
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.pause()
        assert too_faint(app) == {}


KNOWN = ("ie-dark", "ie-light", "textual-dark", "ansi-dark", "nord")


@pytest.mark.parametrize(
    ("asked", "environ", "name"),
    [
        (None, {}, "ie-dark"),
        ("ie-light", {"TEXTUAL_THEME": "nord"}, "ie-light"),
        (None, {"TEXTUAL_THEME": "none such, nord"}, "nord"),
        (None, {"TEXTUAL_THEME": "none such"}, "ie-dark"),
        ("ansi-dark", {}, "ansi-dark"),
        ("ansi-dark", {"NO_COLOR": ""}, "textual-dark"),
        (None, {"NO_COLOR": "1"}, "ie-dark"),
    ],
)
def test_the_theme_of_a_start(asked: str | None, environ: dict[str, str], name: str) -> None:
    choice = choose(asked, environ, KNOWN)
    assert choice.name == name
    assert bool(choice.notice) == (name == "textual-dark")


def test_a_wrong_theme_names_the_nearest() -> None:
    with pytest.raises(UnknownThemeError, match=r"Unknown theme ie-drak\. Did you mean ie-dark\?"):
        choose("ie-drak", {}, KNOWN)
    with pytest.raises(UnknownThemeError, match="Available themes: ansi-dark, ie-dark"):
        choose("zzz", {}, KNOWN)


async def test_without_colour_no_ansi_theme_is_offered(stage: Stage) -> None:
    assert "ansi-dark" in stage.app().available_themes
    assert "ansi-dark" not in stage.app(environ={"NO_COLOR": "1"}).available_themes
