"""The wheel holds everything an installed Hearback needs, and nothing of the checkout besides."""

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[1]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Give the names of all files in a freshly built wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with ZipFile(wheel) as opened:
        return set(opened.namelist())


def test_the_wheel_carries_every_module(names: set[str]) -> None:
    """Each module of the package is in the wheel, and the mark that its types are meant for others."""
    source = ROOT / "src"
    assert {str(path.relative_to(source)) for path in source.rglob("*.py")} <= names
    assert "hearback/py.typed" in names


def test_the_wheel_carries_the_prompts(names: set[str]) -> None:
    """Every prompt file of the checkout is in the wheel, as the defaults."""
    prompts = {f"hearback/prompts/{path.relative_to(ROOT / 'prompts')}" for path in (ROOT / "prompts").rglob("*.toml")}
    assert "hearback/prompts/en/programs/quick.toml" in prompts
    assert prompts <= names


def test_the_wheel_carries_nothing_else(names: set[str]) -> None:
    """No tests, no fixtures and no scripts are installed on people's machines."""
    assert {name.split("/")[0] for name in names} == {"hearback", "hearback-0.1.0.dist-info"}
    assert not [name for name in names if name.endswith((".wav", ".pyc"))]
