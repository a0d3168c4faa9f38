#!/usr/bin/env python3
"""What open pages cost: memory per circuit, and how fast a page answers while many are open and updated live.

Usage: circuits.py PORTAL [--circuits 200] [--teams 20] [--calls 10] [--page /developer/keys]
PORTAL is the folder with JusInfer.Portal.dll, of a publish or of a build. Linux and Python 3.11; no browser.

Each circuit is one that a browser opens on the page, by default the Keys tab; one circuit of each team is always on the Keys tab. The page is loaded with the cookie of a signed-in person, and the script speaks the protocol of Blazor Server
over a WebSocket of its own. It confirms every batch, and answers calls of JavaScript with nothing. Meanwhile agents call the gateway, so that each page is updated after each
call of its team. Memory is the resident set of the process after a full garbage collection, which the script requests through the diagnostic port as dotnet-gcdump does. An
answer is the time from a click on "Mint key" until the batch with the dialog has arrived; every circuit on the Keys tab is clicked once.
"""
import argparse, asyncio, base64, glob, json, os, re, socket, statistics, struct, subprocess, sys, tempfile, time, urllib.parse, urllib.request
from isolation import MODEL, free_port, percentile, provide, request, wait_for

BUTTON, DIALOG = "Mint key", b"key-name"
ELEMENT, TEXT, ATTRIBUTE = 1, 2, 3
ADDED, CHANGED = 1, 3


# MessagePack, as far as the protocol uses it.

def pack(value):
    if value is None: return b"\xc0"
    if value is True or value is False: return b"\xc3" if value else b"\xc2"
    if isinstance(value, int): return bytes([value]) if 0 <= value < 128 else b"\xd3" + struct.pack(">q", value)
    if isinstance(value, str): return b"\xdb" + struct.pack(">I", len(value.encode())) + value.encode()
    if isinstance(value, dict): return b"\x80"
    return b"\xdc" + struct.pack(">H", len(value)) + b"".join(map(pack, value))


def unpack(data, at=0):
    """A value and the position after it. Integers, text, bytes, arrays and maps."""
    kind = data[at]
    at += 1
    if kind < 0x80: return kind, at
    if kind >= 0xe0: return kind - 256, at
    if kind in (0xc0, 0xc2, 0xc3): return {0xc0: None, 0xc2: False, 0xc3: True}[kind], at
    fixed = {0xcc: ">B", 0xcd: ">H", 0xce: ">I", 0xcf: ">Q", 0xd0: ">b", 0xd1: ">h", 0xd2: ">i", 0xd3: ">q", 0xca: ">f", 0xcb: ">d"}
    if kind in fixed: return struct.unpack_from(fixed[kind], data, at)[0], at + struct.calcsize(fixed[kind])
    sized = {0xd9: ">B", 0xda: ">H", 0xdb: ">I", 0xc4: ">B", 0xc5: ">H", 0xc6: ">I", 0xdc: ">H", 0xdd: ">I", 0xde: ">H", 0xdf: ">I"}
    if kind in sized: size, at = struct.unpack_from(sized[kind], data, at)[0], at + struct.calcsize(sized[kind])
    else: size = kind & (0x1f if 0xa0 <= kind < 0xc0 else 0x0f)
    if kind in (0xd9, 0xda, 0xdb) or 0xa0 <= kind < 0xc0: return data[at:at + size].decode(), at + size
    if kind in (0xc4, 0xc5, 0xc6): return data[at:at + size], at + size
    items = []
    for _ in range(size * (2 if 0x80 <= kind < 0x90 or kind in (0xde, 0xdf) else 1)):
        item, at = unpack(data, at)
        items.append(item)
    return items, at


def find_click(batch, known=None):
    """
    The component of the button in a render batch, and the button's event handler, which a later rendering of the component can replace; what was known before if the batch has neither. See
    RenderBatchWriter in ASP.NET Core.
    """
    word = lambda at: struct.unpack_from("<i", batch, at)[0]
    components, frames, strings = word(len(batch) - 20), word(len(batch) - 16), word(len(batch) - 4)

    def text(index):
        if index < 0: return None
        at, size, shift = word(strings + 4 * index), 0, 0
        while True:
            size, shift, more, at = size | (batch[at] & 127) << shift, shift + 7, batch[at] & 128, at + 1
            if not more: return batch[at:at + size].decode()

    for number in range(word(components)):
        at = word(components + 4 + 4 * number)
        component, edits = word(at), [word(at + 8 + 16 * edit) for edit in range(word(at + 4))]
        for edit, kind in enumerate(edits):
            if kind not in (ADDED, CHANGED): continue
            first, handler = frames + 4 + 20 * word(at + 16 + 16 * edit), None
            size = word(first + 4) if word(first) == ELEMENT else 1
            for frame in range(first, first + 20 * size, 20):
                if word(frame) == ATTRIBUTE and text(word(frame + 4)) == "onclick": handler = struct.unpack_from("<Q", batch, frame + 12)[0]
                if word(frame) == TEXT and handler and text(word(frame + 4)) == BUTTON: known = (component, handler)
            if kind == CHANGED and handler and known and known[0] == component: known = (component, handler)
    return known


class Circuit:
    def __init__(self, port, cookie, page="/developer/keys"):
        self.port, self.cookie, self.page, self.click, self.renderer, self.batches = port, cookie, page, None, None, 0

    async def open(self):
        html = await asyncio.to_thread(get, self.port, self.page, self.cookie)
        markers = [json.loads(found) for found in re.findall(r"<!--Blazor:(\{.*?\})-->", html)]
        operations = [{"type": "add", "ssrComponentId": number, "marker": marker} for number, marker in enumerate((one for one in markers if "descriptor" in one), 1)]
        if not operations: sys.exit("The page has no interactive part. Has the sign-in failed?")
        state = re.search(r"<!--Blazor-Server-Component-State:(.*?)-->", html)
        negotiated = json.loads(await asyncio.to_thread(get, self.port, "/_blazor/negotiate?negotiateVersion=1", self.cookie, b""))
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port, limit=1 << 22)
        self.writer.write((f"GET /_blazor?id={urllib.parse.quote(negotiated['connectionToken'])} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nOrigin: http://127.0.0.1:{self.port}\r\n"
                           f"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}\r\nCookie: {self.cookie}\r\n\r\n").encode())
        if b" 101 " not in await self.reader.readuntil(b"\r\n\r\n"): sys.exit("The WebSocket was refused.")
        self.frame(1, b'{"protocol":"blazorpack","version":1}\x1e')
        await self.read_frame()
        self.ready, self.dialog = asyncio.Event(), asyncio.Event()
        base = f"http://127.0.0.1:{self.port}/"
        self.send("StartCircuit", base, base + self.page[1:], "[]", "", invocation="0")
        self.send("UpdateRootComponents", json.dumps({"batchId": 1, "operations": operations}), state.group(1) if state else "")
        self.task = asyncio.create_task(self.run())
        await asyncio.wait_for(self.ready.wait(), 60)

    async def answer(self):
        """Clicks, and returns the seconds until the dialog has arrived."""
        started = time.perf_counter()
        event = [{"eventHandlerId": self.click[1], "eventName": "click", "eventFieldInfo": None}, {"type": "click", "detail": 1}]
        self.send("BeginInvokeDotNetFromJS", "1", None, "DispatchEventAsync", self.renderer, json.dumps(event))
        await asyncio.wait_for(self.dialog.wait(), 60)
        return time.perf_counter() - started

    def frame(self, kind, payload):
        size = len(payload)
        head = bytes([0x80 | kind]) + (bytes([0x80 | size]) if size < 126 else b"\xfe" + struct.pack(">H", size) if size < 65536 else b"\xff" + struct.pack(">Q", size))
        self.writer.write(head + b"\0\0\0\0" + payload)

    def send(self, target, *arguments, invocation=None):
        message, size = pack([1, {}, invocation, target, list(arguments), []]), b""
        rest = len(message)
        while rest >= 128: size, rest = size + bytes([rest & 127 | 128]), rest >> 7
        self.frame(2, size + bytes([rest]) + message)

    async def read_frame(self):
        whole = b""
        while True:
            first, second = await self.reader.readexactly(2)
            size = second & 127
            if size > 125: size = struct.unpack(">H" if size == 126 else ">Q", await self.reader.readexactly(2 if size == 126 else 8))[0]
            part = await self.reader.readexactly(size)
            if first & 15 == 8: raise ConnectionError("The circuit was closed.")
            if first & 15 == 9: self.frame(10, part)
            if first & 15 < 3: whole += part
            if first & 128 and first & 15 < 3: return whole

    async def run(self):
        while True:
            data, at = await self.read_frame(), 0
            while at < len(data):
                size = shift = 0
                while True:
                    size, shift, more, at = size | (data[at] & 127) << shift, shift + 7, data[at] & 128, at + 1
                    if not more: break
                self.receive(unpack(data, at)[0])
                at += size

    def receive(self, message):
        if message[0] == 6: self.frame(2, b"\x02\x91\x06")
        if message[0] == 7: raise ConnectionError(message)
        if message[0] != 1: return
        target, arguments = message[3], message[4]
        if target == "JS.Error": raise ConnectionError(arguments)
        if target == "JS.RenderBatch":
            self.batches += 1
            self.send("OnRenderCompleted", arguments[0], None)
            self.click = find_click(arguments[1], self.click)
            if DIALOG in arguments[1]: self.dialog.set()
        if target == "JS.BeginInvokeJS":
            task, name, sent, kind = arguments[:4]
            if name.endswith("attachWebRendererInterop"): self.renderer = json.loads(sent)[1]["__dotNetObject"]
            result = {"__jsObjectId": task} if kind == 1 else None
            if task: self.send("EndInvokeJSFromDotNet", task, True, json.dumps([task, True, result]))
        if self.renderer and self.batches and (self.click or not self.has_button): self.ready.set()

    @property
    def has_button(self): return self.page == "/developer/keys"


def get(port, path, cookie, body=None):
    sent = urllib.request.Request(f"http://127.0.0.1:{port}{path}", body, {"Cookie": cookie})
    with urllib.request.urlopen(sent, timeout=60) as answer: return answer.read().decode()


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_): return None


def sign_in(port, email, password):
    """The cookies of a browser in which a person has signed in."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/login") as answer: page, first = answer.read().decode(), answer.headers.get_all("Set-Cookie") or []
    token = re.search(r'__RequestVerificationToken" value="([^"]+)', page).group(1)
    cookies = [cookie.split(";")[0] for cookie in first]
    form = urllib.parse.urlencode({"_handler": "sign-in", "__RequestVerificationToken": token, "email": email, "password": password}).encode()
    try:
        urllib.request.build_opener(NoRedirect).open(urllib.request.Request(f"http://127.0.0.1:{port}/login", form, {"Cookie": "; ".join(cookies)}))
    except urllib.error.HTTPError as redirect:
        return "; ".join([*cookies, *(cookie.split(";")[0] for cookie in redirect.headers.get_all("Set-Cookie") or [])])
    sys.exit("The sign-in has failed.")


def collect(pid):
    """Runs a full garbage collection: an event session with the keyword GCHeapCollect. See diagnostics/documentation/design-docs/ipc-protocol.md in dotnet/diagnostics."""
    text = lambda value: struct.pack("<I", len(value) + 1) + (value + "\0").encode("utf-16-le")
    provider = struct.pack("<QI", 0x800000, 5) + text("Microsoft-Windows-DotNETRuntime") + struct.pack("<I", 0)
    payload = struct.pack("<IIBI", 16, 1, 0, 1) + provider
    command = lambda code, data: b"DOTNET_IPC_V1\0" + struct.pack("<HBBH", 20 + len(data), 2, code, 0) + data
    path = glob.glob(f"{tempfile.gettempdir()}/dotnet-diagnostic-{pid}-*-socket")[0]
    with socket.socket(socket.AF_UNIX) as session:
        session.connect(path)
        session.sendall(command(3, payload))
        head = session.recv(28)
        if head[16:18] != b"\xff\x00": sys.exit("The process does not collect garbage on request.")
        session.settimeout(5)
        time.sleep(2)
        with socket.socket(socket.AF_UNIX) as stop:
            stop.connect(path)
            stop.sendall(command(1, head[20:28]))
            try:
                while session.recv(65536): pass
            except TimeoutError:
                pass
    time.sleep(1)


def memory(pid):
    collect(pid)
    return int(re.search(r"VmRSS:\s+(\d+)", open(f"/proc/{pid}/status").read()).group(1)) / 1024


async def call(port, keys, per_second, counted):
    while True:
        for key in keys:
            await asyncio.to_thread(request, port, "POST", "/v1/chat/completions", {"model": MODEL, "messages": [{"role": "user", "content": "x"}]}, key)
            counted.append(time.perf_counter())
            await asyncio.sleep(1 / per_second)


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("portal")
    for name, value in (("circuits", 200), ("teams", 20), ("calls", 10)): parser.add_argument(f"--{name}", type=int, default=value)
    parser.add_argument("--page", default="/developer/keys")
    arguments = parser.parse_args()
    port, provider_port = free_port(), free_port()
    provider = await asyncio.start_server(provide, "127.0.0.1", provider_port, limit=1 << 26)
    with tempfile.TemporaryDirectory() as folder:
        catalog = {"providers": [{"id": "mock", "dialect": "openai-chat", "baseUrl": f"http://127.0.0.1:{provider_port}/v1", "apiKeyEnv": "MOCK_KEY", "stopsBillingOnAbort": True}],
                   "models": [{"id": MODEL, "tier": "small", "quality": 0.6, "endpoints": [{"provider": "mock", "model": "model"}], "contextWindow": 100000, "maxOutputTokens": 16384,
                               "capabilities": ["tools"], "prices": [{"from": "2024-07-18", "input": 0.15, "output": 0.6}]}], "auto": {"id": "jusInfer-auto", "baseline": MODEL}}
        with open(f"{folder}/catalog.json", "w") as file: json.dump(catalog, file)
        settings = {"ASPNETCORE_URLS": f"http://127.0.0.1:{port}", "Store__Path": f"{folder}/data", "Catalog__Path": f"{folder}/catalog.json", "Accounts__SignUp": "open", "MOCK_KEY": "x",
                    "Wallet__CreditUnverified": "true", "Wallet__InitialCreditUsd": "1000000", "Accounts__AttemptsPerMinute": "100000", "Logging__LogLevel__Default": "Error"}
        home = arguments.portal if os.path.isdir(f"{arguments.portal}/wwwroot") else os.path.join(os.path.dirname(__file__), "..")
        portal = subprocess.Popen(["dotnet", os.path.abspath(f"{arguments.portal}/JusInfer.Portal.dll")], cwd=home, env=os.environ | settings,
                                  stdout=open(f"{folder}/portal.log", "w"), stderr=subprocess.STDOUT, preexec_fn=lambda: os.sched_setaffinity(0, {0, 1}))
        try:
            await asyncio.to_thread(wait_for, port)
            people = []
            for number in range(arguments.teams):
                person = {"email": f"p{number}@example.com", "password": "a long enough password"}
                token = (await asyncio.to_thread(request, port, "POST", "/v1/auth/signup", person))["access_token"]
                key = (await asyncio.to_thread(request, port, "POST", "/v1/keys", {"name": "agent", "rpm": 100000}, token))["key"]
                people.append((await asyncio.to_thread(sign_in, port, person["email"], person["password"]), key))

            # The first circuits load code and fill caches that the others share.
            warm = [Circuit(port, cookie, page) for page in dict.fromkeys(["/developer/keys", arguments.page]) for cookie, _ in people]
            for circuit in warm: await circuit.open()
            calls = []
            agents = asyncio.create_task(call(port, [key for _, key in people], arguments.calls, calls))
            await asyncio.sleep(5)
            before, opened = await asyncio.to_thread(memory, portal.pid), []
            started = time.perf_counter()
            for number in range(arguments.circuits - len(warm)):
                circuit = Circuit(port, people[number % len(people)][0], arguments.page)
                await circuit.open()
                opened.append(circuit)
            opening = time.perf_counter() - started
            await asyncio.sleep(5)
            everyone, load = [*warm, *opened], os.getloadavg()[0]
            updates, started = sum(circuit.batches for circuit in everyone), time.perf_counter()
            await asyncio.sleep(10)
            updates = (sum(circuit.batches for circuit in everyone) - updates) / (time.perf_counter() - started)
            after, seen = await asyncio.to_thread(memory, portal.pid), len(calls)
            started = time.perf_counter()
            answers = [await circuit.answer() for circuit in everyone if circuit.has_button]
            rate = (len(calls) - seen) / (time.perf_counter() - started)
            dead = [circuit for circuit in everyone if circuit.task.done()]
            if dead: sys.exit(f"{len(dead)} circuits have ended: {dead[0].task.exception()}")
            if agents.done(): agents.result()
            print(json.dumps({"circuits": len(everyone), "memory_before_mb": round(before, 1), "memory_after_mb": round(after, 1), "kb_per_circuit": round((after - before) * 1024 / len(opened)),
                              "opening_ms": round(opening / len(opened) * 1000), "answer_ms": {"median": round(statistics.median(answers) * 1000, 1), "p95": round(percentile(answers, 0.95) * 1000, 1),
                              "max": round(max(answers) * 1000, 1)}, "calls_per_second": round(rate, 1), "updates_per_second": round(updates, 1), "load": round(load, 1)}))
        finally:
            asyncio.get_running_loop().set_exception_handler(lambda *_: None)
            portal.terminate()
            portal.wait()
            provider.close()


if __name__ == "__main__": asyncio.run(main())
