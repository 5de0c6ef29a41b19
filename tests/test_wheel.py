import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SCRIPTS = "Scripts" if os.name == "nt" else "bin"

pytestmark = pytest.mark.slow


def run(*command, cwd):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    ran = subprocess.run(list(map(str, command)), cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    out = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", out, ROOT, cwd=out)
    (made,) = out.iterdir()
    return made


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """Return the scripts of an environment that holds the wheel, and the libraries installed here."""
    home = tmp_path_factory.mktemp("venv")
    venv.create(home, symlinks=os.name != "nt")
    python = home / SCRIPTS / "python"
    packages = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=home).strip())
    (packages / "libraries.pth").write_text(sysconfig.get_path("purelib"))  # ours are found first, and no network asked
    run(sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", wheel, cwd=home)
    where = run(python, "-c", "import generator; print(generator.__file__)", cwd=home)
    assert Path(where.strip()).is_relative_to(packages)
    return home / SCRIPTS


def test_the_wheel_carries_the_theme_and_the_data_and_nothing_else(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    data = {path.relative_to(ROOT) for path in (ROOT / "generator").rglob("*") if path.is_file()}
    theme = {
        Path("generator/theme") / path.relative_to(ROOT / "templates") for path in (ROOT / "templates").rglob("*.*")
    }
    wanted = {path.as_posix() for path in data | theme if "__pycache__" not in path.parts}

    assert {name for name in names if ".dist-info/" not in name} == wanted
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_a_new_site_is_built_by_the_wheel_alone(installed, tmp_path):
    run(installed / "tearsheet", "new", "site", "x", cwd=tmp_path)
    run(installed / "tearsheet", "build", cwd=tmp_path / "x")

    assert "<h1" in (tmp_path / "x" / "site" / "index.html").read_text("utf-8")
    assert list((tmp_path / "x" / "site" / "assets").glob("*.css"))


def test_the_wheel_serves_what_reloads_a_page(installed, tmp_path):
    code = "from generator.serve import live, reload; print(len(live.routes(reload.Reload())))"

    assert run(installed / "python", "-c", code, cwd=tmp_path).strip() == "2"
