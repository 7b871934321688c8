"""Uses the console of `kindred serve` as a person would, in a real browser.

Usage: console_checks.py PATH_OF_KINDRED [FOLDER]. Needs playwright (`pip install playwright`) and the system's Chromium. With a
folder, a picture of every view is put there. Features whose endpoints the server lacks are named, not failed; everything
else is. Exit status 0 when nothing failed.
"""
import contextlib
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

from playwright.sync_api import expect, sync_playwright

from checks import free_port

KINDRED, PICTURES = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None
CHROMIUM = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)
NAME, POINTS, DIMENSION, KEY = "films & more é", 600, 16, "a secret key"
BIG = 18446744073709551557
SCRIPT = "<script>document.title='broken'</script><img src=x onerror=\"document.title='broken'\">"
GROUPS = ["red", "green", "blue"]
failed, missing = [], []
rnd = random.Random(7)


@contextlib.contextmanager
def serving(key=None):
    """A server with an empty database; gives its address."""
    folder, port = tempfile.mkdtemp(), free_port()
    environment = {**os.environ, **({"KINDRED_API_KEY": key} if key else {})}
    command = [KINDRED, "serve", "--database", folder, "--port", str(port), "--grpc-port", str(free_port())]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        while "ready" not in (line := process.stdout.readline()):
            if not line:
                raise SystemExit("console_checks: the server ended before it was ready")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)
        shutil.rmtree(folder, ignore_errors=True)


class Server:
    """The server's API, to prepare data and to see what the page did."""

    def __init__(self, base, key=None):
        self.base, self.key = base, key

    def text(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data, {"content-type": "application/json", **({"api-key": self.key} if self.key else {})}, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.read().decode(), answer.headers

    def ask(self, method, path, body=None):
        return json.loads(self.text(method, path, body)[0])["result"]

    def has(self, method, path, body=None):
        try:
            self.text(method, path, body)
            return True
        except urllib.error.HTTPError as error:
            return error.code not in (404, 405, 501)


def collection(rest=""):
    return f"/collections/{urllib.parse.quote(NAME, safe='')}{rest}"


def page_of(rest=""):
    return f"/dashboard#/c/{urllib.parse.quote(NAME, safe='')}{rest}"


def vector(group):
    return [round(rnd.gauss(1.5 if i % 3 == group else 0, 1), 4) for i in range(DIMENSION)]


def seed(server):
    points = [{"id": i, "vector": vector(i % 3), "payload": {"title": f"film {i}", "group": GROUPS[i % 3], "rank": i}} for i in range(1, POINTS + 1)]
    points.append({"id": BIG, "vector": vector(0), "payload": {"title": SCRIPT, "group": "red", "big": 9007199254740993, "whole": 2.0, "2": "b", "1": "a"}})
    server.ask("PUT", collection("/points?wait=true"), {"points": points})


class Visit:
    """A browser on the page; notices what a page must not do."""

    def __init__(self, browser, base, **options):
        self.base = base
        self.context = browser.new_context(viewport={"width": 1280, "height": 900}, **options)
        self.page = self.context.new_page()
        self.page.set_default_timeout(20_000)
        self.page.on("request", self.asked)
        self.page.on("console", lambda message: self.complaint(message.text, message.location.get("url", "")) if message.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda error: failed.append(f"an error of the page: {error}"))
        self.page.on("dialog", lambda box: (failed.append(f"the page ran a script that was data: {box.message}"), box.dismiss()))

    def asked(self, request):
        if not request.url.startswith(self.base + "/") and not request.url.startswith("data:,"):
            failed.append(f"a request to another host: {request.url}")

    # A browser reports every refused request; those that the checks provoke are no errors of the page.
    def complaint(self, text, url):
        if "Failed to load resource" in text and (re.search(r"status of 40[01345]|status of 422|status of 501", text)):
            return
        failed.append(f"the browser complains: {text} ({url})")

    def open(self, path):
        self.page.goto("about:blank")
        self.page.goto(self.base + path)
        expect(self.page.locator("h1")).to_be_visible()

    def picture(self, name):
        if PICTURES:
            os.makedirs(PICTURES, exist_ok=True)
            self.page.screenshot(path=os.path.join(PICTURES, f"{name}.png"), full_page=True)
        if (over := self.page.evaluate("document.documentElement.scrollWidth - innerWidth")) > 0:
            failed.append(f"{name} is {over} pixels too wide")

    def button(self, name):
        return self.page.get_by_role("button", name=name, exact=True)

    def shows(self, text):
        expect(self.page.locator("main")).to_contain_text(text)


def creates(visit, server):
    visit.open("/dashboard")
    visit.shows("No collections yet")
    visit.button("New collection").press("Enter")
    visit.page.get_by_label("Collection's name").fill(NAME)
    visit.page.get_by_label("Dimension").fill(str(DIMENSION))
    visit.page.get_by_label("Measure").select_option("Euclid")
    visit.button("Create").click()
    visit.shows("State")
    info = server.ask("GET", collection())
    assert info["config"]["params"]["vectors"]["size"] == DIMENSION and info["config"]["params"]["vectors"]["distance"] == "Euclid", info
    seed(server)
    visit.open("/dashboard")
    expect(visit.page.get_by_role("link", name=NAME)).to_be_visible()
    visit.shows("601")
    visit.picture("collections")


def overview(visit, server):
    visit.open(page_of())
    for text in ["Points", "601", "Segments", "Vectors", "16 × euclid"]:
        visit.shows(text)
    visit.picture("overview")


def browses(visit, server):
    visit.open(page_of("/points"))
    visit.shows("film 1")
    visit.shows("601 points")
    visit.button("Next").click()
    visit.shows("film 21")
    visit.button("Previous").click()
    visit.shows("film 2")
    visit.page.get_by_label("Filter").fill('{"must": [{"key": "group", "match": {"value": "blue"}}]}')
    visit.button("Show").click()
    visit.shows("200 points match")
    visit.picture("points")
    visit.page.get_by_label("Filter").fill('group = "red" and rank < 100')
    visit.button("Show").click()
    if server.has("POST", "/kindred/filter", {"filter": "true"}):
        visit.shows("33 points match")
        visit.page.get_by_label("Filter").fill('group = = "red"')
        visit.button("Show").click()
        expect(visit.page.get_by_label("Filter")).to_have_attribute("aria-invalid", "true")
    else:
        missing.append("filters as text")
        visit.shows("reads filters as JSON only")


def edits(visit, server):
    visit.open(page_of(f"/points/{BIG}"))
    visit.shows(SCRIPT[:50])
    visit.shows("9007199254740993")
    visit.picture("point")
    visit.button("Show vector").click()
    visit.shows("16 components")
    visit.button("Edit payload").click()
    area = visit.page.get_by_label("Payload as JSON")
    text = area.input_value()
    area.fill(text + "x")
    visit.button("Save payload").click()
    visit.shows("something follows the value")
    area.fill(text.replace('"group": "red"', '"group": "violet"'))
    visit.button("Save payload").click()
    visit.shows("violet")
    stored, _ = server.text("POST", collection("/points"), {"ids": [BIG], "with_payload": True})
    for part in ["violet", "9007199254740993", '"whole":2.0', str(BIG)]:
        assert part in stored.replace(": ", ":"), (part, stored)
    assert stored.index('"2"') < stored.index('"1"'), stored


def searches(visit, server):
    visit.open(page_of("/search?id=1"))
    expect(visit.page.locator(".hit")).to_have_count(10)
    visit.page.get_by_label("Compare two settings").check()
    first = visit.page.get_by_role("group", name="First settings")
    first.get_by_label("Search").select_option("ef")
    first.get_by_label("Value").fill("16")
    visit.button("Search").click()
    visit.shows("In both")
    expect(visit.page.locator(".hit")).to_have_count(20)
    visit.picture("search")
    visit.button("Its vector").click()
    expect(visit.page.get_by_label("Vector as JSON")).to_be_visible()
    visit.page.get_by_label("Compare two settings").uncheck()
    visit.page.get_by_label("Filter").fill('{"must": [{"key": "group", "match": {"value": "green"}}]}')
    visit.button("Search").click()
    expect(visit.page.locator(".hit")).to_have_count(10)
    # Asked by its vector, the point itself comes first.
    expect(visit.page.locator(".hit").first).to_contain_text("film 1")
    truth = server.ask("POST", collection("/points/query"), {"query": 1, "limit": 1, "with_payload": True, "filter": {"must": [{"key": "group", "match": {"value": "green"}}]}})
    expect(visit.page.locator(".hit").nth(1)).to_contain_text(truth["points"][0]["payload"]["title"])
    visit.page.get_by_label("Vector as JSON").fill("1 2 3")
    visit.button("Search").click()
    visit.shows("This vector has 3 components, the collection expects 16.")


def maps(visit, server):
    visit.open(page_of("/map"))
    canvas = visit.page.locator("canvas")
    expect(canvas).to_be_visible()
    visit.shows("601 points")
    visit.page.get_by_label("Colour by").select_option("group")
    visit.page.get_by_role("button", name="green").click()
    expect(visit.page.get_by_role("button", name="green")).to_have_attribute("aria-pressed", "true")
    canvas.focus()
    for key in ["+", "ArrowLeft", "0", "n", "n"]:
        canvas.press(key)
    expect(visit.page.locator(".tip")).to_contain_text("green")
    visit.picture("map")
    canvas.press("Enter")
    visit.shows("Payload")
    assert "/points/" in visit.page.url, visit.page.url
    visit.page.go_back()
    expect(canvas).to_be_visible()


def measures_recall(visit, server):
    visit.open(page_of("/quality"))
    visit.page.get_by_label("Sampled points").select_option("50")
    visit.button("Measure").click()
    expect(visit.page.locator("tbody tr")).to_have_count(7)
    expect(visit.page.locator("main")).to_contain_text(re.compile("smallest width|in a graph yet|No width up to"), timeout=120_000)
    expect(visit.page.locator(".plot circle").first).to_be_visible()
    visit.button("Measure in the server").click()
    if server.has("GET", f"/kindred{collection('/recall?samples=10')}"):
        visit.shows("Recall@10 by the server")
    else:
        missing.append("recall measured by the server")
        visit.shows("does not measure its recall itself")
    visit.picture("quality")


def learns(visit, server):
    visit.open(page_of("/measures"))
    if not server.has("GET", f"/kindred{collection('/measures?vector=')}"):
        missing.append("measures and learning")
        visit.shows("keeps one measure for a collection")
        return
    visit.shows("1 measure")
    visit.page.get_by_label("Label").fill("group")
    visit.page.get_by_label("Epochs").fill("3")
    visit.button("Learn").click()
    expect(visit.page.locator("main")).to_contain_text(re.compile("done|failed"), timeout=120_000)
    visit.shows("Judgement")
    visit.picture("learning")
    visit.open("/dashboard#/jobs")
    visit.shows(NAME)
    visit.open(page_of("/measures"))
    visit.shows("measures")
    visit.picture("measures")
    if (back := visit.page.get_by_role("button", name=re.compile("^Roll back"))).count():
        visit.button("Any point").click()
        visit.shows("In both")
        back.click()
        visit.button("Roll back").click()
        visit.shows("serving")


def looks(visit, server):
    for address in ["/dashboard#/nowhere", page_of("/nothing")]:
        visit.open(address)
        visit.shows("There is no such page")
    visit.open("/dashboard#/c/none")
    visit.shows("Not found")
    for _ in range(2):
        visit.page.locator("#theme").click()
    assert visit.page.locator("html").get_attribute("data-theme") == "dark"
    colour = visit.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert colour == "rgb(23, 24, 26)", colour
    visit.page.set_viewport_size({"width": 390, "height": 844})
    for place in ["", "/points", f"/points/{BIG}", "/search?id=1", "/map", "/quality", "/measures"]:
        visit.open(page_of(place))
        visit.page.wait_for_timeout(600)
        visit.picture(f"phone{re.sub('[^a-z]+', '-', place)}")


def deletes(visit, server):
    visit.page.set_viewport_size({"width": 1280, "height": 900})
    visit.open(page_of("/points/5"))
    visit.button("Delete point…").click()
    visit.button("Delete point").click()
    visit.shows("600 points")
    visit.open(page_of())
    visit.button("Delete collection…").click()
    expect(visit.button("Delete collection")).to_be_disabled()
    visit.page.get_by_label("to confirm").fill(NAME)
    visit.button("Delete collection").click()
    visit.shows("No collections yet")
    assert server.ask("GET", "/collections")["collections"] == []


def headers(visit, server):
    text, found = server.text("GET", "/dashboard")
    assert "<!DOCTYPE html>" in text
    policy = found["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy, policy
    request = urllib.request.Request(server.base + "/dashboard/console.js", headers={"if-none-match": server.text("GET", "/dashboard/console.js")[1]["etag"]})
    try:
        urllib.request.urlopen(request)
        raise AssertionError("the file was sent again")
    except urllib.error.HTTPError as error:
        assert error.code == 304, error


READING = """async (texts) => {
  const { read, write } = await import("/dashboard/json.js");
  return texts.map((text) => { try { return write(read(text)); } catch (error) { return `error ${error.message}`; } });
}"""
PROJECTING = """async ([axes, sizes]) => {
  const { project } = await import("/dashboard/pca.js");
  const rows = [];
  for (let signs = 0; signs < 8; signs += 1) {
    rows.push(axes[0].map((_, i) => 5 + axes.reduce((sum, axis, k) => sum + axis[i] * sizes[k] * ((signs >> k) & 1 ? 1 : -1), 0)));
  }
  const { x, y, explained } = await project(rows);
  return { x: [...x], y: [...y], explained };
}"""


def reads_json(visit, server):
    """The page's own reader keeps what Python's and the payloads keep, and refuses what is no JSON."""
    visit.open("/dashboard")
    kept = ["18446744073709551615", "-9223372036854775808", "9007199254740993", "1.0", "1", "-0", "-0.0", "1e3", "0.1", "[]", "{}", '{"2":1,"1":{"b":[1,2.0,null,true,false]}}',
            '{"__proto__":{"constructor":1},"a":2}', r'"\u0001\"\\é𝄞"', r'["a\nb"]']
    for text, written in zip(kept, visit.page.evaluate(READING, kept)):
        assert json.loads(written) == json.loads(text) and (written == text or '"' in text), (text, written)
    for text in ["", " ", "[1,]", "{a:1}", "01", "1.", ".5", "+1", "NaN", '"a', '"\\x"', "[1 2]", "{}x", "nul", '{"a" 1}', "[" * 300]:
        (answer,) = visit.page.evaluate(READING, [text])
        assert answer.startswith("error line 1, column"), (text, answer)
    for _ in range(300):
        value = random_value(4)
        (written,) = visit.page.evaluate(READING, [json.dumps(value, indent=rnd.choice([None, 1]), ensure_ascii=rnd.random() < 0.5)])
        assert json.loads(written) == value, (value, written)


def random_value(depth):
    kind = rnd.randrange(7 if depth else 5)
    if kind == 0:
        return rnd.choice([None, True, False])
    if kind == 1:
        return rnd.choice([rnd.randrange(-9, 9), rnd.getrandbits(64), -rnd.getrandbits(62)])
    if kind == 2:
        return rnd.choice([rnd.random(), rnd.gauss(0, 1e9), rnd.random() * 1e-9, 2.0])
    if kind in (3, 4):
        return "".join(rnd.choice('ab"\\/\n\t\x01é😀 ') for _ in range(rnd.randrange(8)))
    if kind == 5:
        return [random_value(depth - 1) for _ in range(rnd.randrange(4))]
    return {rnd.choice(["a", "7", "10", "é", "__proto__", 'q"']): random_value(depth - 1) for _ in range(rnd.randrange(4))}


def projects(visit, server):
    """Corners of a turned box: its axes are known, and so are the shares of the variance."""
    visit.open("/dashboard")
    axes, sizes = [[0.6, 0.8, 0, 0], [-0.8, 0.6, 0, 0], [0, 0, 0.6, 0.8]], [1.0, 3.0, 2.0]
    found = visit.page.evaluate(PROJECTING, [axes, sizes])
    total = sum(size * size for size in sizes)
    for share, size in zip(found["explained"], (3, 2)):
        assert abs(share - size * size / total) < 1e-6, found
    assert all(abs(abs(x) - 3) < 1e-3 for x in found["x"]) and all(abs(abs(y) - 2) < 1e-3 for y in found["y"]), found


def asks_for_the_key(visit, server):
    visit.open("/dashboard")
    box = visit.page.get_by_role("dialog")
    expect(box).to_contain_text("answers only with a key")
    visit.page.get_by_label("Key", exact=True).fill("wrong")
    visit.button("Use key").click()
    expect(box).to_be_visible()
    visit.page.get_by_label("Key", exact=True).fill(KEY)
    visit.button("Use key").click()
    visit.shows("No collections yet")
    assert visit.page.evaluate("JSON.stringify(localStorage)").find(KEY) < 0
    assert visit.page.evaluate("Object.values(sessionStorage)") == [KEY]


def run(browser, base, checks, key=None):
    visit, server = Visit(browser, base), Server(base, key)
    for check in checks:
        before, start = len(failed), time.monotonic()
        try:
            check(visit, server)
        except Exception as error:  # What a check throws is its failure; the others still run.
            failed.append(f"{check.__name__}: {type(error).__name__}: {str(error)[:400]}")
            if PICTURES:
                visit.page.screenshot(path=os.path.join(PICTURES, f"failed-{check.__name__}.png"), full_page=True)
        print(f"{'ok' if len(failed) == before else 'FAILED'} {check.__name__} {time.monotonic() - start:.1f} s", flush=True)
    visit.context.close()


def main():
    if CHROMIUM is None:
        raise SystemExit("console_checks: there is no Chromium here; install the system's package")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        with serving() as base:
            run(browser, base, [headers, reads_json, projects, creates, overview, browses, edits, searches, maps, measures_recall, learns, looks, deletes])
        with serving(KEY) as base:
            run(browser, base, [asks_for_the_key], KEY)
        browser.close()
    for name in missing:
        print(f"not there yet: {name}")
    for what in failed:
        print(f"FAILED {what}")
    print("console: everything works" if not failed else f"console: {len(failed)} failures")
    sys.exit(1 if failed else 0)


main()
