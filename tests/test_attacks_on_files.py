"""Attacks on a served page and service, over TCP: by names, paths, links, contents, and words that want to be obeyed."""

import itertools
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from guarded_site import DOCUMENTS, GuardedSite, guarded_site
from user_fixtures import PASSWORD

from ui.service.access import Limits


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GuardedSite]:
    with guarded_site(tmp_path_factory.mktemp("attacked"), limits=Limits(0, 0, 200)) as made:
        yield made


@pytest.fixture
def unchanged(site: GuardedSite) -> Iterator[GuardedSite]:
    """The site, whose documents an attack must not change."""
    yield site
    assert site.is_unchanged()


# Files, names, addresses -------------------------------------------------------------------------------------------------


def test_gradio_gives_out_nothing_else(unchanged: GuardedSite, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the harbour's secret\n")
    targets = [
        str(secret),
        "/etc/passwd",
        str(unchanged.folder / "harbour-note.txt"),
        str(unchanged.accounts.path),
        "../../users.json",
        "..%2f..%2fusers.json",
    ]
    routes = (
        "gradio_api/file=",
        "gradio_api/file/",
        "file=",
        "static/",
        "assets/",
        "svelte/",
        "gradio_api/stream/",
        "gradio_api/proxy=",
        "gradio_api/custom_component/",
    )
    named = (
        "gradio_api/proxy=http://127.0.0.1:1/",
        "gradio_api/component_server",
        "gradio_api/call/x",
        "gradio_api/info",
        "gradio_api/api/predict",
        "gradio_api/runs",
    )
    with unchanged.browser("ana") as client:
        cookie = client.cookies[unchanged.cookie_name]
    for route, target in itertools.product(routes, targets):
        for path in (
            f"/{route}{target}",
            f"//{route}{target}",
            f"/{route.upper()}{target}",
            f"/x/../{route}{target}",
            f"/assets/%2e%2e/{route}{target}",
        ):
            status, text = unchanged.asked("GET", path, cookie)
            assert status in (400, 401, 403, 404, 405), (path, status)
            assert "secret\n" not in text and "root:" not in text and "argon2" not in text
    for path in (*named, "monitoring", "login", "docs", "openapi.json", "gradio_api/dev/reload", "gradio_api/vibe-edit", "gradio_api/next-thing"):
        for method in ("GET", "POST"):
            assert unchanged.asked(method, f"/{path}", cookie)[0] in (403, 404, 405), path


OUTSIDE = (
    "../outside.txt",
    "/etc/cron.d/outside.txt",
    "..\\outside.txt",
    "C:\\outside.txt",
    "a/../../outside.txt",
    "....//outside.txt",
    "%2e%2e%2foutside.txt",
    ".hidden.txt",
    "a\x00b.txt",
)


@pytest.mark.parametrize("name", OUTSIDE)
def test_a_files_name_leads_nowhere(name: str, tmp_path: Path, site: GuardedSite) -> None:
    around = set(site.folder.parent.iterdir())
    with site.program("ana") as client:
        answer = client.post("/api/v1/documents?update=false", files={"file": (name, f"The pier of {name!r} is long.".encode())})
        assert answer.status_code in (201, 400, 422)
        added = site.files() - set(DOCUMENTS)
        assert all("/" not in each and ".." not in Path(each).parts and not each.startswith(".") for each in added)
        for each in added:
            (site.folder / each).unlink()
    assert set(site.folder.parent.iterdir()) == around
    assert not (site.folder.parent / "outside.txt").exists() and not Path("/etc/cron.d/outside.txt").exists()


def test_names_of_documents_lead_nowhere(unchanged: GuardedSite) -> None:
    with unchanged.program("ana") as client:
        for name in (
            "..%2fusers.json",
            "%2Fetc%2Fpasswd",
            "..%5c..%5cusers.json",
            "%00",
            "harbour-note.txt%00.pdf",
            ".%2f..%2fusers.json",
            "harbour-note.txt%2f..%2f..%2fusers.json",
        ):
            for method, path in (("GET", f"documents/{name}"), ("GET", f"documents/{name}/passage?start=0&end=5"), ("DELETE", f"documents/{name}")):
                answer = client.request(method, f"/api/v1/{path}")
                assert answer.status_code in (404, 422), (path, answer.text)
                assert "argon2" not in answer.text and "root:" not in answer.text
        with unchanged.browser("ana") as browser:
            for name in ("../users.json", "/etc/passwd", "harbour-note.txt", "%00"):
                assert browser.get("/page-image", params={"document": name, "page": "1"}).status_code == 404


def test_links_out_of_the_folder_are_not_followed(site: GuardedSite) -> None:
    link, folder = site.folder / "link.txt", site.folder / "linked"
    link.symlink_to(site.accounts.path)
    folder.symlink_to(site.folder.parent)
    try:
        with site.program("ana") as client:
            job = client.post("/api/v1/index").json()["job_id"]
            while client.get(f"/api/v1/jobs/{job}").json()["status"] == "running":
                time.sleep(0.05)
            listed = client.get("/api/v1/documents").text
            assert "linked" not in listed and "users" not in listed
            for name in ("link.txt", "linked%2Fusers.json"):
                answer = client.get(f"/api/v1/documents/{name}", params={"text": True})
                assert answer.status_code == 404 and "argon2" not in answer.text, name
            found = client.post("/api/v1/search", json={"query": "argon2id editor stamp"}).json()
            assert "argon2" not in str(found["passages"])
    finally:
        link.unlink()
        folder.unlink()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.pdf", b"<html><script>alert(1)</script>"),
        ("letter.docx", b"MZ\x90\x00 not a letter"),
        ("run.exe", b"MZ\x90"),
        ("x.html.exe", b"<p>a</p>"),
        ("none", b"text"),
    ],
)
def test_uploads_are_judged_by_their_content(name: str, content: bytes, unchanged: GuardedSite) -> None:
    with unchanged.program("ana") as client:
        assert client.post("/api/v1/documents", files={"file": (name, content)}).status_code in (415, 422), name


def test_nothing_breaks_out_of_a_header(unchanged: GuardedSite) -> None:
    with unchanged.browser("ana") as client:
        for path in (
            "/sign-in?x=%0d%0aSet-Cookie:%20a=b",
            "/?x=%0d%0aSet-Cookie:%20a=b",
            "/api/v1/documents/%0d%0aSet-Cookie:%20a=b",
            "/page-image?document=%0d%0aX-Evil:1&page=1",
        ):
            answer = client.get(path)
            assert "set-cookie" not in answer.headers and "x-evil" not in answer.headers
            assert "\n" not in answer.headers.get("location", "")
    with unchanged.program("ana") as client:
        answer = client.post("/api/v1/documents?update=false", files={"file": ("a\r\nX-Evil: 1\r\n.txt", b"The quay is new.")})
        assert "x-evil" not in answer.headers
        for each in unchanged.files() - set(DOCUMENTS):
            (unchanged.folder / each).unlink()


# Words that want to be obeyed --------------------------------------------------------------------------------------------


def test_instructions_in_documents_are_quoted_and_not_obeyed(unchanged: GuardedSite) -> None:
    with unchanged.program("ben") as client:
        answer = client.post("/api/v1/ask", json={"question": "Who may remove files according to the orders?"}).json()
        text = client.get("/api/v1/documents/orders.txt", params={"text": True}).json()["text"]
        for citation in answer["citations"]:
            if citation["document_id"] == "orders.txt":
                assert text[citation["start"] : citation["end"]] == citation["quote"]
        assert client.post("/api/v1/index").status_code == 403, "whatever a document says of readers"
        other = client.post("/api/v1/ask", json={"question": "How many vessels did the harbour master count?"}).json()
        assert "412" in json.dumps(other["citations"])


def test_a_question_is_a_question_whatever_it_says(unchanged: GuardedSite) -> None:
    hostile: list[Any] = [
        "'; DROP TABLE documents; --",
        "{{7*7}} ${7*7} <%= 7*7 %>",
        "../../etc/passwd",
        "\x00\x01 ferry",
        '* OR NEAR(a b) " ^ -',
        "\u202e" * 50 + "ferry",
        "%s%n%x ferry",
        PASSWORD,
    ]
    with unchanged.program("ben") as client:
        for question in hostile:
            for path, body in (("ask", {"question": question}), ("search", {"query": question}), ("verify-quote", {"quote": question})):
                answer = client.post(f"/api/v1/{path}", json=body)
                assert answer.status_code in (200, 422), (path, question, answer.text)
                assert (
                    "Traceback" not in answer.text
                    and "sqlite" not in answer.text.lower()
                    and "49" not in json.dumps(answer.json().get("citations", ""))
                )
