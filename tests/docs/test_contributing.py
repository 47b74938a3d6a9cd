"""CONTRIBUTING.md, the workflow and pre-commit match what the project does."""

from __future__ import annotations

import re
import tomllib

import pytest

from tests.docs.pages import ROOT, sources

GUIDE = ROOT.joinpath("CONTRIBUTING.md").read_text(encoding="utf-8")
MAKEFILE = ROOT.joinpath("Makefile").read_text(encoding="utf-8")
WORKFLOW = ROOT.joinpath(".github", "workflows", "ci.yml").read_text(encoding="utf-8")
HOOKS = ROOT.joinpath(".pre-commit-config.yaml").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```python\n(.+?)^```$", GUIDE, re.MULTILINE | re.DOTALL)


def stripped(text: str) -> str:
    return "\n".join(line.strip() for line in text.strip().splitlines())


def test_every_target_of_make_is_explained() -> None:
    phony = re.search(r"^\.PHONY: (.+)$", MAKEFILE, re.MULTILINE)
    assert phony
    for target in phony[1].split():
        assert f"\n| `make {target}` | " in GUIDE


def test_there_are_three_examples_of_the_style() -> None:
    assert len(EXAMPLES) == 3


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_of_the_style_is_in_the_code(example: str) -> None:
    assert any(stripped(example) in stripped(text) for name, text in sources() if name.endswith(".py"))


def test_the_hooks_run_what_make_check_runs() -> None:
    recipe = re.search(r"^check:.*\n((?:\t.+\n)+)", MAKEFILE, re.MULTILINE)
    assert recipe
    commands = [
        command.strip("\t @").replace("$(BIN)", ".venv/bin")
        for line in recipe[1].splitlines()
        for command in line.split(" && ")
    ]
    assert re.findall(r"^ +entry: (.+)$", HOOKS, re.MULTILINE) == commands
    assert re.findall(r"repo: (.+)$", HOOKS, re.MULTILINE) == ["local"]


def test_the_workflow_runs_the_ci_script_on_every_supported_python() -> None:
    project = tomllib.loads(ROOT.joinpath("pyproject.toml").read_text(encoding="utf-8"))["project"]
    supported = re.findall(r"Python :: (3\.\d+)", " ".join(project["classifiers"]))
    matrix = re.search(r"python: \[(.+)\]", WORKFLOW)
    assert matrix
    assert re.findall(r'"(.+?)"', matrix[1]) == supported
    assert "run: .ci/run\n" in WORKFLOW
