#!/usr/bin/env python3
"""When the pages of a team with many calls are of use in a browser.

Usage: paint.py PORTAL STORE [--loads 9] [--browser /usr/bin/chromium]
PORTAL is the folder with JusInfer.Portal.dll, of a publish or of a build; STORE is a folder that the benchmark `usage --store sqlite --path STORE` has filled. Linux, Python 3.11
and Chromium.

Chromium loads each page as a browser does that has visited it before, with the cookie of the team's owner. Times are milliseconds from the start of the navigation: the first
paint with content, the largest, and the first frame after the page's own figures are in the document ("useful"): a row of its table or, on the Usage tab, the first chart too.
The layout shift is the sum of the whole load.

A second table has the public pages, which the same portal and browser show without a cookie.
"""
import argparse, asyncio, json, os, statistics, subprocess, sys, tempfile
from circuits import sign_in
from isolation import free_port, wait_for

PASSWORD = "ten million calls of one team"
PAGES = {
    "/developer/keys": ["main tbody tr"],
    "/developer/usage": ["main tbody tr", "main .apexcharts-series path"],
    "/developer/usage?range=30d&by=key": ["main tbody tr", "main .apexcharts-series path"],
    "/developer/usage?range=30d&by=repository": ["main tbody tr", "main .apexcharts-series path"],
    "/developer/requests": ["main tbody tr"],
    "/developer/requests?status=error": ["main tbody tr"],
    "/developer/runs": ["main tbody tr"],
    "/developer/tenant": ["main tbody tr"],
}
PUBLIC_PAGES = ["/", "/login", "/catalog", "/catalog/openai/gpt-5.5", "/docs/", "/docs/quick-start/", "/blog/", "/connect/", "/connect/goose/"]
OBSERVE = """
(() => {
  const seen = window.__seen = {shift: 0};
  new PerformanceObserver(list => list.getEntries().forEach(one => { if (one.name === 'first-contentful-paint') seen.first = one.startTime; })).observe({type: 'paint', buffered: true});
  new PerformanceObserver(list => list.getEntries().forEach(one => { seen.largest = one.startTime; })).observe({type: 'largest-contentful-paint', buffered: true});
  new PerformanceObserver(list => list.getEntries().forEach(one => { if (!one.hadRecentInput) seen.shift += one.value; })).observe({type: 'layout-shift', buffered: true});
  const look = () => {
    if (!SELECTORS.every(selector => document.querySelector(selector))) return;
    watch.disconnect();
    requestAnimationFrame(() => setTimeout(() => { seen.useful = performance.now(); }));
  };
  const watch = new MutationObserver(look);
  watch.observe(document, {childList: true, subtree: true});
})();
"""


class Browser:
    """Chromium's debugging protocol over a pipe: objects of JSON that end with a zero byte."""

    async def start(self, path, profile):
        read_here, write_there = os.pipe()
        read_there, write_here = os.pipe()

        def hand_over():
            for source, target in ((os.dup(read_there), 3), (os.dup(write_there), 4)): os.dup2(source, target)

        self.process = subprocess.Popen([path, "--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe", f"--user-data-dir={profile}", "--window-size=1280,900", "about:blank"],
                                        preexec_fn=hand_over, close_fds=False, stderr=subprocess.DEVNULL)
        os.close(read_there), os.close(write_there)
        self.out, self.sent, self.answers = write_here, 0, {}
        self.reader = asyncio.StreamReader(limit=1 << 26)
        await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(self.reader), os.fdopen(read_here, "rb"))
        self.task = asyncio.create_task(self.run())

    async def run(self):
        while True:
            message = json.loads((await self.reader.readuntil(b"\0"))[:-1])
            if (waiting := self.answers.pop(message.get("id"), None)) and not waiting.done(): waiting.set_result(message)

    async def send(self, method, session=None, **parameters):
        self.sent += 1
        answer = self.answers[self.sent] = asyncio.get_running_loop().create_future()
        os.write(self.out, json.dumps({"id": self.sent, "method": method, "params": parameters} | ({"sessionId": session} if session else {})).encode() + b"\0")
        message = await asyncio.wait_for(answer, 60)
        if "error" in message: sys.exit(f"{method}: {message['error']['message']}")
        return message["result"]


async def load(browser, address, selectors, context=None):
    """The times of one load in a tab of its own, with the cookies and the cache of a browser context."""
    target = (await browser.send("Target.createTarget", url="about:blank", **({"browserContextId": context} if context else {})))["targetId"]
    session = (await browser.send("Target.attachToTarget", targetId=target, flatten=True))["sessionId"]
    await browser.send("Page.enable", session)
    await browser.send("Page.addScriptToEvaluateOnNewDocument", session, source=OBSERVE.replace("SELECTORS", json.dumps(selectors)))
    await browser.send("Page.navigate", session, url=address)
    for _ in range(300):
        await asyncio.sleep(0.1)
        seen = (await browser.send("Runtime.evaluate", session, expression="window.__seen", returnByValue=True))["result"].get("value") or {}
        if "useful" in seen: break
    else: sys.exit(f"{address} shows none of {selectors} after 30 s.")
    await asyncio.sleep(0.5)
    seen = (await browser.send("Runtime.evaluate", session, expression="window.__seen", returnByValue=True))["result"]["value"]
    await browser.send("Target.closeTarget", targetId=target)
    return seen


async def print_public(browser, origin, count):
    """Prints the table of the pages that need no account. A load is over half a second after the title is in the document."""
    context = (await browser.send("Target.createBrowserContext"))["browserContextId"]
    print("\n| public page | first paint | largest paint | largest paint, slowest | layout shift |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for page in PUBLIC_PAGES:
        await load(browser, origin + page, ["main h1"], context)
        loads = [await load(browser, origin + page, ["main h1"], context) for _ in range(count)]
        first, largest = ([one.get(name, 0) for one in loads] for name in ("first", "largest"))
        print(f"| {page} | {round(statistics.median(first))} | {round(statistics.median(largest))} | {round(max(largest))} | {max(one['shift'] for one in loads):.3f} |", flush=True)


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("portal")
    parser.add_argument("store")
    parser.add_argument("--loads", type=int, default=9)
    parser.add_argument("--browser", default=next((path for path in ("/usr/bin/chromium-headless-shell", "/usr/bin/chromium") if os.path.exists(path)), "chromium"))
    arguments = parser.parse_args()
    port, owner = free_port(), open(f"{arguments.store}/usage-tenant.txt").read().strip() + "@example.com"
    with tempfile.TemporaryDirectory() as folder:
        settings = {"ASPNETCORE_URLS": f"http://127.0.0.1:{port}", "Store__Path": os.path.abspath(arguments.store), "Accounts__AttemptsPerMinute": "100000", "Logging__LogLevel__Default": "Error"}
        home = arguments.portal if os.path.isdir(f"{arguments.portal}/wwwroot") else os.path.join(os.path.dirname(__file__), "..")
        portal = subprocess.Popen(["dotnet", os.path.abspath(f"{arguments.portal}/JusInfer.Portal.dll")], cwd=home, env=os.environ | settings,
                                  stdout=open(f"{folder}/portal.log", "w"), stderr=subprocess.STDOUT)
        browser = Browser()
        try:
            await asyncio.to_thread(wait_for, port)
            await browser.start(arguments.browser, f"{folder}/profile")
            cookies = await asyncio.to_thread(sign_in, port, owner, PASSWORD)
            named = [cookie.split("=", 1) for cookie in cookies.split("; ")]
            await browser.send("Storage.setCookies", cookies=[{"name": name, "value": value, "url": f"http://127.0.0.1:{port}/", "secure": name.startswith("__")} for name, value in named])
            print("| page | first paint | largest paint | useful, median | useful, slowest | layout shift |")
            print("| --- | ---: | ---: | ---: | ---: | ---: |")
            for page, selectors in PAGES.items():
                await load(browser, f"http://127.0.0.1:{port}{page}", selectors)
                loads = [await load(browser, f"http://127.0.0.1:{port}{page}", selectors) for _ in range(arguments.loads)]
                median = lambda name: round(statistics.median(one.get(name, 0) for one in loads))
                print(f"| {page} | {median('first')} | {median('largest')} | {median('useful')} | {round(max(one['useful'] for one in loads))} | {max(one['shift'] for one in loads):.3f} |", flush=True)
            await print_public(browser, f"http://127.0.0.1:{port}", arguments.loads)
        finally:
            browser.process.terminate()
            portal.terminate()
            portal.wait()


if __name__ == "__main__": asyncio.run(main())
