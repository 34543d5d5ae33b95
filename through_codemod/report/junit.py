"""What was found, for whatever reads the results of tests: JUnit's XML, with a failed test for each finding.

https://github.com/jenkinsci/xunit-plugin/blob/master/src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd/junit-10.xsd
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from through_codemod.report import FileReport
from through_codemod.report.annotations import Annotation, Level, annotated

_NO_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # https://www.w3.org/TR/xml/#charsets


def junit_report(reports: Sequence[FileReport]) -> str:
    """Return the XML in ASCII: a suite for each file with findings; one test that passes where there are none."""
    root = Element("testsuites", name="through-codemod")
    for path, found in groupby(annotated(reports), key=lambda annotation: annotation.path):
        _suite(root, path, list(found))
    if not len(root):
        suite = SubElement(root, "testsuite", name="through-codemod", tests="1", failures="0", errors="0")
        SubElement(suite, "testcase", name="nothing to report", classname="through-codemod")
    indent(root)
    written: bytes = tostring(root, "us-ascii", xml_declaration=True)
    return written.decode()


def _suite(root: Element, path: str, found: Sequence[Annotation]) -> None:
    errors = sum(annotation.level is Level.ERROR for annotation in found)
    counts = {"tests": len(found), "failures": len(found) - errors, "errors": errors}
    suite = SubElement(root, "testsuite", {"name": _text(path)} | {name: str(count) for name, count in counts.items()})
    for annotation in found:
        finding = annotation.finding
        # no line: it is the same test when others move it
        number = annotation.fingerprint.rpartition(":")[2]
        name = " ".join(part for part in (finding.code, finding.function, number if number != "1" else "") if part)
        place = f"{path}:{finding.line}:{finding.column}"
        case = SubElement(suite, "testcase", name=_text(name), classname=_text(path))
        kind = "error" if annotation.level is Level.ERROR else "failure"
        failure = SubElement(case, kind, type=finding.code, message=_text(annotation.message))
        failure.text = _text(f"{place}: {annotation.message}")


def _text(text: str) -> str:
    return _NO_XML.sub("\ufffd", text)
