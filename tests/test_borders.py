"""Borders that import-linter does not see: heavy libraries, and what happens at import."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("bot", "cogs", "connectors", "data", "engine")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
TRAINING = ROOT / "engine" / "training"

# Needed at run time, so exactly one module imports each.
HEAVY = (
    "faiss",
    "matplotlib",
    "onnxruntime",
    "phonenumbers",
    "py3langid",
    "tldextract",
    "tokenizers",
    "vaderSentiment",
)
# Slow, and not to be missed by those who do without: one module at most.
OPTIONAL = ("ollama", "better_profanity", "glin_profanity", "profanity_check")
# Only training knows them.
TRAINING_ONLY = (
    *("onnx", "safetensors", "scipy", "sentence_transformers", "sklearn", "torch", "transformers"),
)

# Alembic runs this file rather than importing it.
RUN_BY_ALEMBIC = ROOT / "data" / "migrations" / "env.py"
EFFECTS = {
    *("open", "print", "input", "run", "getenv", "connect", "create_task", "get_event_loop"),
    *("read_text", "read_bytes", "write_text", "write_bytes", "mkdir", "touch", "unlink"),
    *("basicConfig", "configure", "Popen", "urlopen", "InferenceSession", "Encoder"),
}


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def imported(path: Path) -> frozenset[str]:
    """Whole names of all that a module imports, wherever in it."""
    names = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return frozenset(names)


def importers(library: str) -> list[str]:
    return [
        str(path.relative_to(ROOT))
        for path in MODULES
        if any(name.split(".")[0] == library for name in imported(path))
    ]


def run_at_import(tree: ast.AST) -> Iterator[ast.AST]:
    """Every node but the bodies of functions, which run later if at all."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(node, ast.If) and "__name__" in ast.unparse(node.test):
            continue
        yield node
        yield from run_at_import(node)


def called(node: ast.Call) -> str:
    return ast.unparse(node.func).split(".")[-1]


def name_of(path: Path) -> str:
    inside = path.relative_to(ROOT).with_suffix("")
    return ".".join(inside.parts).removesuffix(".__init__")


@pytest.mark.parametrize("library", HEAVY)
def test_a_heavy_library_is_imported_in_one_leaf_module(library: str) -> None:
    outside = [path for path in importers(library) if not path.startswith("engine/training/")]

    assert len(outside) == 1


@pytest.mark.parametrize("library", OPTIONAL)
def test_an_optional_library_is_imported_in_one_module_at_most(library: str) -> None:
    assert len(importers(library)) <= 1


@pytest.mark.parametrize("library", TRAINING_ONLY)
def test_only_training_imports_the_training_libraries(library: str) -> None:
    outside = [path for path in importers(library) if not path.startswith("engine/training/")]

    assert outside == []


def test_cogs_import_neither_data_nor_bot() -> None:
    crossing = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in MODULES
        if path.is_relative_to(ROOT / "cogs")
        for name in imported(path)
        if name.split(".")[0] in {"data", "bot"}
    ]

    assert crossing == []


def test_nobody_imports_by_a_relative_name() -> None:
    relative = [
        str(path.relative_to(ROOT))
        for path in MODULES
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ImportFrom) and node.level
    ]

    assert relative == []


def test_an_import_opens_starts_and_prints_nothing() -> None:
    effects = [
        f"{path.relative_to(ROOT)}:{node.lineno} calls {called(node)}"
        for path in MODULES
        if path != RUN_BY_ALEMBIC
        for node in run_at_import(parsed(path))
        if isinstance(node, ast.Call) and called(node) in EFFECTS
    ]

    assert effects == []


def test_every_folder_of_code_is_a_package() -> None:
    bare = {
        str(path.parent.relative_to(ROOT))
        for path in MODULES
        if not (path.parent / "__init__.py").exists()
    }

    assert bare == set()


def test_importing_the_engine_loads_no_heavy_library() -> None:
    heavy = set(HEAVY) | set(OPTIONAL) | set(TRAINING_ONLY)
    light = [
        name_of(path)
        for path in MODULES
        if path.is_relative_to(ROOT / "engine") and not path.is_relative_to(TRAINING)
        if not {name.split(".")[0] for name in imported(path)} & heavy
    ]
    program = (
        f"import importlib, sys\n"
        f"for name in {light}: importlib.import_module(name)\n"
        f"print(*sorted({heavy} & set(sys.modules)))"
    )

    found = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert found.stdout.split() == []
    assert "engine.pipeline" in light
