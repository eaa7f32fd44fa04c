"""The house rules that a parser can see: floors, sizes, names. Each rule returns its breaches as plain sentences.

A tree is a folder like `src/hearback`. The rules never import what they read.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

FLOORS = (
    {"errors"},
    {"core", "system_keyring", "tables"},
    {"audio", "engines", "journal", "config", "prompts", "trace", "display", "word_store"},
    {"following"},
    {"ears"},
    {"loop"},
    {"runner", "rehearsal"},
    {"commands"},
    {"main"},
)
ONLY_BASE_OF_ENGINES = {"following", "ears", "runner", "rehearsal"}
MAIN_MAY_USE = {"commands", "errors"}
NEIGHBOUR_OF_ALL = "audio.pcm"
# fmt: off
PURE = frozenset({
    "__future__", "abc", "bisect", "collections", "copy", "dataclasses", "difflib", "enum", "fractions", "functools",
    "heapq", "itertools", "math", "numbers", "operator", "re", "statistics", "string", "textwrap", "types", "typing",
    "unicodedata",
})
# fmt: on
"""Standard modules that open, wait for and draw nothing: what the core may use."""
PROGRAM_MAY_USE = frozenset({"pydantic", "tomllib", "pathlib"})
"""What only `core.program` may use besides: it turns prompt files into a program."""

MODULE_LINES, FUNCTION_LINES, PARAMETERS = 300, 40, 6
UNCLEAR_FILES = {"utils", "util", "common", "models", "helpers", "helper", "misc", "base_utils"}
UNCLEAR_WORDS = {"manager", "helper", "helpers", "util", "utils", "info", "data", "process"}
OTHER_WORDS = {"utterance", "segment", "buffer", "blob", "transcript", "hotword", "dialog"}
"""The second column of the word table: another word stands for each of these."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


def modules(tree: Path) -> dict[str, Path]:
    """Return dotted names below the package (`core.floor`) and their files; a package is `core.__init__`."""
    return {".".join(path.relative_to(tree).with_suffix("").parts): path for path in sorted(tree.rglob("*.py"))}


def parsed(path: Path) -> ast.Module:
    """Return the syntax tree of a file."""
    return parsed_text(path.read_text(encoding="utf-8"))


@cache
def parsed_text(text: str) -> ast.Module:
    """Return the syntax tree of a text; the rules ask for the same few often."""
    return ast.parse(text)


def imports(name: str, path: Path) -> Iterator[str]:
    """Yield the full dotted names that a module imports, wherever in it they stand."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = ["hearback", *name.split(".")][: -node.level] if node.level else []
            source = ".".join([*above, *filter(None, [node.module])])
            yield from (f"{source}.{alias.name}" for alias in node.names)


def top_of(name: str) -> str:
    """Return the first part of a dotted name."""
    return name.partition(".")[0]


def floor_of(top: str) -> int | None:
    """Return the floor of a module or folder right under the package."""
    return next((number for number, names in enumerate(FLOORS) if top in names), None)


def inside_arrow_stands(name: str, target: str) -> bool:
    """Return whether a module of ours may import another of ours; names are below the package."""
    here, there = top_of(name), top_of(target)
    if here == there:
        return True
    own, other = floor_of(here), floor_of(there)
    if own is None or other is None:
        return False
    if here == "main":
        return there in MAIN_MAY_USE
    if here in ONLY_BASE_OF_ENGINES and there == "engines" and not f"{target}.".startswith("engines.base."):
        return False
    return other < own or (other == own and f"{target}.".startswith(f"{NEIGHBOUR_OF_ALL}."))


def outside_arrow_stands(name: str, target: str) -> bool:
    """Return whether a module of ours may import a module that is not ours."""
    package = top_of(target)
    if name == "errors":
        return False
    if name == "core.program":
        return package in PURE | PROGRAM_MAY_USE
    return package in PURE if name.startswith("core.") else True


def forbidden_arrows(tree: Path) -> list[str]:
    """Return every import that points the wrong way."""
    found = [
        f"{name} has no floor: give it one in ARCHITECTURE's table"
        for name in modules(tree)
        if floor_of(top_of(name)) is None and name != "__init__"
    ]
    for name, path in modules(tree).items():
        for target in imports(name, path):
            ours = target.removeprefix("hearback.") if target.startswith("hearback.") else None
            stands = outside_arrow_stands(name, target) if ours is None else inside_arrow_stands(name, ours)
            if not stands:
                found.append(f"{name} may not import {target}")
    return found


def functions(path: Path) -> list[Function]:
    """Return every function and method of a file."""
    return [node for node in ast.walk(parsed(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def positional(function: Function) -> int:
    """Return how many parameters can be given by position, `self` and `cls` left out."""
    names = [argument.arg for argument in [*function.args.posonlyargs, *function.args.args]]
    return len([name for name in names if name not in {"self", "cls"}])


def oversized(tree: Path) -> list[str]:
    """Return modules, functions and parameter lists that are too long."""
    found = []
    for name, path in modules(tree).items():
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > MODULE_LINES:
            found.append(f"{name} has {lines} lines: split it by concept")
        for function in functions(path):
            length = (function.end_lineno or function.lineno) - function.lineno + 1
            if length > FUNCTION_LINES:
                found.append(f"{name}.{function.name} has {length} lines")
            if positional(function) > PARAMETERS:
                found.append(f"{name}.{function.name} takes {positional(function)} parameters by position")
    return found


def defined_names(path: Path) -> Iterator[str]:
    """Yield the names that a file gives to classes, functions, parameters and fields."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id


def words(name: str) -> set[str]:
    """Return the words of a snake_case or CamelCase name, in lower case."""
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)}


def unclear_names(tree: Path) -> list[str]:
    """Return files and names whose words say nothing, or for which the house has another word."""
    found = [
        f"{name}: a file is named for what it holds" for name in modules(tree) if name.split(".")[-1] in UNCLEAR_FILES
    ]
    for name, path in modules(tree).items():
        for given in defined_names(path):
            bad = words(given) & (UNCLEAR_WORDS | OTHER_WORDS)
            found += [f"{name}.{given}: the house does not say {word!r}" for word in sorted(bad)]
    return found


def busy_packages(tree: Path) -> list[str]:
    """Return `__init__` files that hold anything besides a docstring."""
    found = []
    for name, path in modules(tree).items():
        body = parsed(path).body
        only_docstring = len(body) == 1 and ast.get_docstring(parsed(path)) is not None
        if path.name == "__init__.py" and not only_docstring:
            found.append(f"{name} holds a docstring and nothing else")
    return found


def untested(tree: Path, tests: Path, elsewhere: dict[str, str]) -> list[str]:
    """Return modules without a test file of their name; `elsewhere` maps a module to the test file that covers it."""
    there = {path.stem for path in tests.rglob("test_*.py")}
    found = []
    for name, path in modules(tree).items():
        stem = elsewhere.get(name, f"test_{path.stem}")
        if path.name != "__init__.py" and stem not in there:
            found.append(f"{name} has no tests/{stem}.py")
    return found
