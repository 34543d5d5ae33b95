"""Does the review page show what is there, run nothing else, and give what `fix --decisions` takes?"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from browser import CHROMIUM, Page, opened
from command_line import through_codemod

from through_codemod.relations import RelationMap
from through_codemod.report.highlight import highlighted, shown

HOSTILE = "</script></pre><script>window.hacked = 1</script><img src=x onerror='window.hacked = 1'>&lt;\u202e\"'`${1}"
SOURCE = f"""\
from school.models import Account, Badge, Course, Student


def enrol(course: Course, student: Student, key) -> None:
    course.students.add(student)  # {HOSTILE}
    course.students.add(student)
    course.students.add(key)
    use(course.students.add(student), '''{HOSTILE}
    ''')


def award(badge: Badge, account: Account) -> None:
    badge.holders.add(account)
"""
NAME = "<img src=x onerror=window.hacked=1>\"'&amp;.py"
LEFT = "def run(thing):\n    thing.students.add(1)\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current directory: a file whose name and text want to be markup, and one with a site that stays."""
    (tmp_path / "app").mkdir()
    monkeypatch.chdir(tmp_path / "app")
    Path(NAME).write_text(SOURCE, "utf-8")
    Path("left.py").write_text(LEFT)
    return tmp_path / "app"


@pytest.fixture
def known(tmp_path: Path, school_map: RelationMap) -> Path:
    (tmp_path / "map.json").write_text(school_map.to_json(), "utf-8")
    return tmp_path / "map.json"


@pytest.fixture
def file(known: Path, tmp_path: Path) -> Path:
    """The page."""
    ended = through_codemod("diff", "--map", known, "--output-format", "html", "-o", tmp_path / "review.html")
    assert ended.errors == (
        f"through-codemod: {tmp_path / 'review.html'}: 6 findings; open it, and give what it saves to fix --decisions\n"
    )
    assert (ended.code, ended.output) == (1, "")
    return tmp_path / "review.html"


@pytest.fixture
def page(file: Path, tmp_path: Path) -> Iterator[Page]:
    """The page in a browser."""
    if CHROMIUM is None:
        pytest.skip("no Chromium here: the review page was not looked at")
    with opened(tmp_path) as page:
        page.open(file.as_uri())
        yield page


class Elements(HTMLParser):
    """The elements of a page, with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_nothing_is_markup_but_what_the_page_brings(file: Path) -> None:
    elements = Elements(file.read_text("utf-8")).found
    assert [tag for tag, _ in elements].count("script") == 1
    assert not {tag for tag, _ in elements} & {"img", "iframe", "link", "object", "base", "a", "form"}
    names = {name for _, attributes in elements for name in attributes}
    assert not {name for name in names if name.startswith("on") or name in ("src", "href", "style", "srcdoc")}
    policy = next(attributes["content"] for tag, attributes in elements if "http-equiv" in attributes)
    assert policy is not None
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert {attributes["data-file"] for tag, attributes in elements if "data-file" in attributes} == {NAME, "left.py"}


def test_hostile_text_is_shown_and_not_run(page: Page) -> None:
    assert page.value("typeof window.hacked") == "undefined"
    assert page.value("document.querySelectorAll('img').length") == 0
    assert page.value("document.querySelectorAll('script').length") == 1
    assert page.value("[...document.querySelectorAll('summary')].map(one => one.textContent)").count(NAME) == 2
    texts = page.value("[...document.querySelectorAll('td.old pre')].map(one => one.textContent)")
    assert SOURCE.splitlines()[4].replace("\u202e", "U+202E") in texts


def test_nothing_is_fetched(page: Page, file: Path) -> None:
    page.picture()
    assert set(page.requested) == {file.as_uri()}
    blocked = page.value(
        "new Promise(done => { document.addEventListener('securitypolicyviolation', event => "
        "done(event.effectiveDirective)); fetch('http://127.0.0.1:9/').catch(() => {}); })"
    )
    assert blocked == "connect-src"
    assert page.value("document.body.append(document.createElement('img')), document.images[0].src = 'data:,', 1") == 1
    assert not any(address.startswith("http") for address in page.requested)


def test_it_has_its_colors(page: Page) -> None:
    def color(what: str) -> str:
        return page.value(f"getComputedStyle(document.querySelector('{what}')).color")

    assert len({color("td pre"), color(".keyword"), color(".string"), color(".defined")}) == 4
    assert page.value("document.querySelectorAll('.unseen').length") > 0
    assert len(page.picture()) > 20_000


def visible(page: Page) -> list[str]:
    return page.value("sites.filter(one => one.checkVisibility()).map(one => one.querySelector('.place').textContent)")


def test_filters(page: Page) -> None:
    every = visible(page)
    assert len(every) == 6
    page.value("find('relation').value = 'school.Badge.holders', update()")
    assert visible(page) == [f"{NAME}:13:5"]
    page.value("find('relation').value = '', find('text').value = 'ARGUMENT-kind', update()")
    assert visible(page) == [f"{NAME}:7:5"]
    page.value("find('text').value = '', document.querySelector('[value=left]').click()")
    assert visible(page) == [place for place in every if place.split(":")[-2] not in ("8", "2")]
    assert page.value("document.querySelector('h2:last-of-type').checkVisibility()") is True
    assert page.value("find('count').textContent") == "3 of 4 ticked"


def test_what_is_ticked_is_what_fix_rewrites(page: Page, known: Path, tmp_path: Path) -> None:
    page.value("find('none').click(), find('text').value = ':6:5', update(), find('all').click()")
    page.value("find('text').value = '', update()")
    page.value("sites.find(one => one.textContent.includes('argument-kind')).querySelector('input').click()")
    assert page.value("find('count').textContent") == "2 of 4 ticked"
    page.value("find('save').click()")
    saved = tmp_path / "decisions.json"
    for _ in range(100):
        if saved.exists() and saved.read_bytes().endswith(b"}\n"):
            break
        time.sleep(0.1)
    assert [entry["rewrite"] for entry in json.loads(saved.read_bytes())["decisions"]] == [
        *[False, False, True, True],
        *[False, False],  # which stay whatever is decided
    ]
    ended = through_codemod("fix", "--map", known, "--decisions", saved)
    assert (ended.code, ended.errors) == (1, "")
    lines = Path(NAME).read_text("utf-8").splitlines()
    assert lines[4] == SOURCE.splitlines()[4]
    assert lines[5:7] == [
        "    Enrollment.objects.get_or_create(course=course, student=student)",
        '    Enrollment.objects.get_or_create(course=course, student_id=getattr(key, "pk", key))',
    ]
    assert "badge.holders.add" in lines[-1]
    before = Path(NAME).read_bytes()
    again = through_codemod("fix", "--map", known, "--decisions", saved)
    assert (again.code, again.errors, Path(NAME).read_bytes()) == (1, "", before)


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("", [""]),
        ("x = 1", ['x = <span class="number-literal">1</span>']),
        ("def f():\n  '''<\n&'''\n", None),
        ("if <", ['<span class="keyword">if</span> &lt;']),
        ("# \x00\r\n", ['<span class="comment"># <span class="unseen">U+0000</span></span>', ""]),
    ],
)
def test_source_as_html(source: str, lines: list[str] | None) -> None:
    expected = lines or [
        '<span class="keyword">def</span> <span class="defined">f</span>():',
        '  <span class="string">&#x27;&#x27;&#x27;&lt;</span>',
        '<span class="string">&amp;&#x27;&#x27;&#x27;</span>',
        "",
    ]
    assert highlighted(source) == expected


def test_what_cannot_be_seen_is_named() -> None:
    assert shown("a\u202eb\udce9<") == 'a<span class="unseen">U+202E</span>b<span class="unseen">U+DCE9</span>&lt;'


def test_the_page_goes_to_standard_output_too(known: Path, file: Path) -> None:
    ended = through_codemod("diff", "--map", known, "--output-format", "html")
    assert ended.raw == file.read_bytes()


@pytest.mark.skipif(os.name != "posix", reason="names elsewhere are text")
def test_names_that_are_no_text(known: Path) -> None:
    name = os.fsdecode(b"\xe9.py")
    Path(name).write_text(SOURCE, "utf-8")
    ended = through_codemod("diff", name, "--map", known, "--output-format", "html")
    assert '<summary><span class="unseen">U+DCE9</span>.py</summary>' in ended.output
