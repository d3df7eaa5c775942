"""Signing in and out: what a browser gets, keeps and loses, and what the server forgets."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from guarded_site import GuardedSite, guarded_site
from user_fixtures import ANOTHER, PASSWORD

from ui.page.sign_in_page import render_sign_in, sign_in_style
from ui.service.guard import HEADERS
from ui.service.sign_in import Fault


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GuardedSite]:
    with guarded_site(tmp_path_factory.mktemp("sign-in")) as made:
        yield made


def cookie_of(response_headers: str) -> str:
    found = re.search(r"rapporteur-\d+=([\w-]+)", response_headers)
    assert found
    return found[1]


def test_a_visitor_is_led_to_the_sign_in_and_back(site: GuardedSite) -> None:
    with site.browser() as client:
        sent = client.get("/?conversation=abc&x=%3Cb%3E")
        assert (sent.status_code, sent.headers["location"]) == (303, "/sign-in?conversation=abc&x=%3Cb%3E")
        form = client.get(sent.headers["location"])
        assert form.status_code == 200 and 'action="/sign-in?conversation=abc&amp;x=%3Cb%3E"' in form.text
        back = client.post("/sign-in?conversation=abc", data={"name": " Ana", "password": PASSWORD})
        assert (back.status_code, back.headers["location"]) == (303, "/?conversation=abc")
        assert client.get("/").status_code == 200
        assert client.get("/sign-in").headers["location"] == "/"


def test_the_cookie_is_for_this_server_alone(site: GuardedSite) -> None:
    with site.browser() as client:
        set_cookie = client.post("/sign-in", data={"name": "ana", "password": PASSWORD}).headers["set-cookie"]
        assert {part.strip().lower() for part in set_cookie.split(";")[1:]} == {"httponly", "samesite=lax", "path=/", "max-age=604800"}
        assert len(cookie_of(set_cookie)) >= 43


def test_behind_https_it_is_sent_encrypted_only(tmp_path: Path) -> None:
    with guarded_site(tmp_path, address="https://documents.example") as site:
        headers = {"Host": "documents.example", "Origin": "https://documents.example", "X-Forwarded-For": "198.51.100.1, 203.0.113.9"}
        with site.program() as client:
            done = client.post("/sign-in", data={"name": "ana", "password": PASSWORD}, headers=headers)
            assert done.status_code == 303
            assert done.headers["set-cookie"].startswith(f"__Host-rapporteur-{site.port}=") and "Secure" in done.headers["set-cookie"]
            assert done.headers["strict-transport-security"]
            assert client.get("/sign-in", headers={"Host": "other.example"}).status_code == 403
            assert client.post("/sign-in", headers={"Host": "documents.example", "Origin": "http://documents.example:1"}).status_code == 403
            cookie = {"Cookie": done.headers["set-cookie"].split(";")[0], "Host": "documents.example"}
            page = client.get("/", headers=cookie)
            assert page.status_code == 200 and "http://127.0.0.1" not in page.text


def test_signing_out_ends_the_session_on_the_server(site: GuardedSite) -> None:
    with site.browser("ana") as client:
        left = client.post("/sign-out")
        assert (left.status_code, left.headers["location"]) == (303, "/sign-in")
        assert left.headers["clear-site-data"] == '"cache"'
        assert "Max-Age=0" in left.headers["set-cookie"]
        assert client.get("/").status_code == 303


def test_a_session_is_a_new_one_with_each_sign_in(site: GuardedSite) -> None:
    with site.browser() as client:
        client.cookies.set(site.cookie_name, "chosen-by-an-attacker-0123456789abcdefghij")
        first = cookie_of(client.post("/sign-in", data={"name": "ana", "password": PASSWORD}).headers["set-cookie"])
        assert first != "chosen-by-an-attacker-0123456789abcdefghij"
    with site.browser() as client:
        second = cookie_of(
            client.post("/sign-in", data={"name": "ana", "password": PASSWORD}, headers={"Cookie": f"{site.cookie_name}={first}"}).headers[
                "set-cookie"
            ]
        )
        assert second != first
        for ended in (first, "chosen-by-an-attacker-0123456789abcdefghij"):
            assert client.get("/", headers={"Cookie": f"{site.cookie_name}={ended}"}).status_code == 303


@pytest.mark.parametrize("change", ["password", "remove"])
def test_a_changed_password_or_a_removed_user_is_out_at_once(site: GuardedSite, change: str) -> None:
    site.accounts.add("carl", "editor", PASSWORD)
    token, _ = site.accounts.add_token("carl")
    with site.browser("carl") as client, site.program() as program:
        bearer = {"Authorization": f"Bearer {token}"}
        assert client.get("/").status_code == 200 and program.get("/api/v1/health", headers=bearer).status_code == 200
        if change == "password":
            site.accounts.change_password("carl", ANOTHER)
        else:
            site.accounts.remove("carl")
        assert client.get("/").status_code == 303
        assert client.post("/gradio_api/queue/join", json={}).status_code == 401
        assert program.get("/api/v1/health", headers=bearer).status_code == (200 if change == "password" else 401)
    if change == "password":
        site.accounts.remove("carl")


def test_wrong_names_and_wrong_passwords_look_the_same(site: GuardedSite) -> None:
    with site.browser() as client:
        answers = [client.post("/sign-in", data={"name": name, "password": "not the right one"}) for name in ("ana", "nobody", "../etc", "")]
    assert {answer.status_code for answer in answers} == {401}
    assert len({re.sub(r' value="[^"]*"| autofocus', "", answer.text) for answer in answers}) == 1
    assert not any("set-cookie" in answer.headers for answer in answers)


def test_another_spelling_of_a_name_is_no_further_guess(tmp_path: Path) -> None:
    with guarded_site(tmp_path) as site, site.browser() as client:
        names = ["jos\u00e9", "jose\u0301", " JOS\u00c9 ", "jose\u0301"]
        assert [client.post("/sign-in", data={"name": name, "password": "a guess of many"}).status_code for name in names] == [401, 401, 401, 429]


def test_guessing_is_slowed_down_and_said(tmp_path: Path) -> None:
    with guarded_site(tmp_path) as site, site.browser() as client:
        statuses = [client.post("/sign-in", data={"name": "ana", "password": f"guess number {number}"}).status_code for number in range(5)]
        assert statuses == [401, 401, 401, 429, 429]
        late = client.post("/sign-in", data={"name": "ana", "password": PASSWORD})
        assert late.status_code == 429 and "Too many attempts" in late.text and 1 <= int(late.headers["retry-after"]) <= 2
        assert client.post("/sign-in", data={"name": "ben", "password": PASSWORD}).status_code == 303


def test_a_form_of_another_site_signs_nobody_in_or_out(site: GuardedSite) -> None:
    with site.browser("ana") as client:
        for origin in ("http://evil.example", "null", f"http://127.0.0.1:{site.port + 1}", f"{site.address}.evil.example"):
            for path in ("/sign-in", "/sign-out"):
                assert client.post(path, data={"name": "ana", "password": PASSWORD}, headers={"Origin": origin}).status_code == 403
        assert client.get("/").status_code == 200
    with site.program() as client:
        assert client.post("/sign-in", data={"name": "ana", "password": PASSWORD}).status_code == 403, "no browser leaves Origin out"


def test_the_page_shows_nothing_and_runs_nothing(site: GuardedSite) -> None:
    with site.browser() as client:
        page = client.get("/sign-in")
        assert "script" not in page.text.lower() and "harbour" not in page.text
        assert page.headers["content-security-policy"].startswith("default-src 'none'")
        assert page.headers["cache-control"] == "private, no-store"
        assert client.get("/sign-in.css").headers["content-type"].startswith("text/css")
        assert client.put("/sign-in").status_code == 405
        for name in HEADERS:
            assert name.decode() in page.headers


def test_what_was_typed_is_escaped() -> None:
    html = render_sign_in("/sign-in?a=1&b=2", '"><script>alert(1)</script>', Fault(wrong=True))
    assert "<script" not in html and "&lt;script&gt;" in html
    assert "prefers-color-scheme: dark" in sign_in_style()


def test_the_last_user_leaves_a_closed_house(tmp_path: Path) -> None:
    with guarded_site(tmp_path) as site, site.browser("ana") as client, site.program("ana") as program:
        assert client.get("/").status_code == 200
        for name in ("ana", "ben", "eve"):
            site.accounts.remove(name)
        assert client.get("/").status_code == 303
        assert program.get("/api/v1/health").status_code == 401
        assert program.delete("/api/v1/documents/harbour-note.txt").status_code == 401


def test_a_damaged_file_lets_nobody_in(tmp_path: Path) -> None:
    with guarded_site(tmp_path) as site, site.browser("ana") as client, site.program("ana") as program:
        before = site.accounts.path.read_bytes()
        site.accounts.path.write_bytes(before[:-20])
        for refused in (client.get("/"), program.get("/api/v1/health"), client.get("/sign-in")):
            assert refused.status_code == 503 and "users" in refused.text and str(tmp_path) not in refused.text
        site.accounts.path.write_bytes(before)
        assert client.get("/").status_code == 200
