#!/usr/bin/env python3
"""Latency of one team's calls while another team, or a stranger, attacks the process.

Usage: isolation.py PORTAL [--seconds 8] [--rounds 3] [--attacks name,name]
PORTAL is the output folder of `dotnet publish -c Release JusInfer.Portal`. Linux with two cores, Python 3.11, no packages.

The gateway runs on core 0; the scripted provider, the measuring client and the attacker run on core 1, the attacker at the lowest priority,
so that it does not delay the measurement itself. The client sends 50 calls a second of 2 KB in open loop: a call's latency counts from the
time at which it was due. Client and provider run at real-time priority if the user may set it (root). Each round measures the quiet gateway before and after every attack. The table compares the medians of the rounds.
"Direct" is the same client without the gateway during the attack: what the machine itself adds. Large and half-sent bodies arrive at 1 Gbit/s: at
the 2 GB/s of the loopback device the direct calls alone take 4 to 8 ms at p99.
"""
import argparse, asyncio, json, os, signal, statistics, subprocess, sys, tempfile, time, urllib.request

GATEWAY_CORE, CLIENT_CORE = {0}, {1}
RATE = 50
LINK, PART = 125_000_000, 64 << 10
MODEL = "test/model"
BODY = json.dumps({"model": MODEL, "messages": [{"role": "user", "content": "x" * 1900}]})
ANSWER = {"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "model",
          "choices": [{"index": 0, "message": {"role": "assistant", "content": "Hello."}, "finish_reason": "stop"}],
          "usage": {"prompt_tokens": 480, "completion_tokens": 2, "total_tokens": 482}}
LARGE_ANSWER = "x" * 300_000


# The provider.

async def provide(reader, writer):
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
            length = int(head.split("content-length:")[1].split("\r")[0]) if "content-length:" in head else 0
            body = await reader.readexactly(length)
            status, answer = 200, ANSWER
            if b"answer-with-404" in body:
                status, answer = 404, {"error": {"message": "No prompt with this id.", "code": "prompt_not_found"}}
            elif b"large-answer" in body:
                answer = ANSWER | {"choices": [{"index": 0, "message": {"role": "assistant", "content": LARGE_ANSWER}, "finish_reason": "stop"}]}
            sent = json.dumps(answer).encode()
            writer.write(f"HTTP/1.1 {status} x\r\nContent-Type: application/json\r\nContent-Length: {len(sent)}\r\n\r\n".encode() + sent)
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


# A client with one connection per call in progress.

class Client:
    def __init__(self, port, link=None):
        self.port, self.link, self.idle = port, link, []

    async def send(self, method, path, body="", headers=()):
        reader, writer = self.idle.pop() if self.idle else await asyncio.open_connection("127.0.0.1", self.port, limit=1 << 20)
        if isinstance(body, str): body = body.encode()
        lines = [f"{method} {path} HTTP/1.1", "Host: localhost", f"Content-Length: {len(body)}", "Content-Type: application/json", *headers]
        head = "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n"
        if self.link is None:
            writer.write(head + body)
            await writer.drain()
        else:
            for part in (head, *(body[start:start + PART] for start in range(0, len(body), PART))): await self.link.send(writer, part)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        status, lower = int(head.split(" ")[1]), head.lower()
        answer = b""
        if "transfer-encoding: chunked" in lower:
            while (size := int((await reader.readline()).strip() or b"0", 16)) > 0:
                answer += await reader.readexactly(size)
                await reader.readline()
            await reader.readline()
        elif "content-length:" in lower:
            answer = await reader.readexactly(int(lower.split("content-length:")[1].split("\r")[0]))
        if "connection: close" in lower: writer.close()
        else: self.idle.append((reader, writer))
        return status, answer


async def measure(port, key, seconds):
    """Latencies in milliseconds and the number of failed calls, of RATE calls a second."""
    client, latencies, failures = Client(port), [], 0

    async def call(due):
        nonlocal failures
        status, _ = await client.send("POST", "/v1/chat/completions", BODY, [f"Authorization: Bearer {key}"])
        latencies.append((time.perf_counter() - due) * 1000)
        failures += status != 200

    start, calls = time.perf_counter(), []
    for number in range(int(seconds * RATE)):
        due = start + number / RATE
        await asyncio.sleep(max(0, due - time.perf_counter()))
        calls.append(asyncio.create_task(call(due)))
    await asyncio.gather(*calls)
    return latencies, failures


async def warm_up(port, key, seconds):
    """Calls without pause, until the runtime has compiled the code that calls use: at RATE it compiles for minutes, on the gateway's core."""
    async def loop():
        client, end = Client(port), time.perf_counter() + seconds
        while time.perf_counter() < end: await client.send("POST", "/v1/chat/completions", BODY, [f"Authorization: Bearer {key}"])
    await asyncio.gather(*(loop() for _ in range(16)))


# The attacks. Each runs in a process of its own until it is stopped.

async def repeat(port, connections, request, link=None):
    async def loop(number):
        client = Client(port, link)
        while True:
            try:
                await client.send(*request(number))
            except (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, IndexError):
                client = Client(port, link)
                await asyncio.sleep(0.01)
            number += connections
    await asyncio.gather(*(loop(number) for number in range(connections)))


class Link:
    """A network link of LINK bytes a second, which the connections of an attack share."""
    free_at = 0.0

    async def send(self, writer, data):
        self.free_at = max(self.free_at, time.perf_counter()) + len(data) / LINK
        await asyncio.sleep(max(0, self.free_at - time.perf_counter()))
        writer.write(data)
        await writer.drain()


async def half_sent(port, key):
    link, part = Link(), b" " * PART

    async def loop():
        while True:
            try:
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.write(f"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\nContent-Length: {32 << 20}\r\n\r\n".encode())
                for _ in range(17 << 4): await link.send(writer, part)
                await asyncio.wait_for(reader.read(1), 2)
            except (ConnectionError, TimeoutError):
                await asyncio.sleep(0.01)
            finally:
                writer.close()
    await asyncio.gather(*(loop() for _ in range(40)))


async def attack(name, port, keys):
    key, limited, access = [f"Authorization: Bearer {keys['key']}"], [f"Authorization: Bearer {keys['limited']}"], [f"Authorization: Bearer {keys['access']}"]
    item = keys["item"]
    references = lambda count: json.dumps({"model": MODEL, "store": False, "input": [{"type": "item_reference", "id": item}] * count + [{"role": "user", "content": "x"}]})
    too_many, most = references(3000), references(128)
    chat = lambda **fields: json.dumps({"model": MODEL, "messages": [{"role": "user", "content": "x"}], **fields})
    if name == "references": await repeat(port, 8, lambda i: ("POST", "/v1/responses", too_many if i % 2 else most, key))
    if name == "half-sent bodies": await half_sent(port, keys["key"])
    if name == "half-sent bodies, rpm 1": await half_sent(port, keys["limited"])
    if name == "20 MB bodies": await repeat(port, 4, lambda i, body=json.dumps({"model": "no/model", "messages": [{"role": "user", "content": "x" * 200}] * 90_000}): ("POST", "/v1/chat/completions", body, key), Link())
    if name == "key guessing": await repeat(port, 8, lambda i: ("POST", "/v1/chat/completions", BODY, [f"Authorization: Bearer jinf_{i:040x}"]))
    if name == "calls above rpm": await repeat(port, 8, lambda i: ("POST", "/v1/chat/completions", BODY, limited))
    if name == "password guessing": await repeat(port, 8, lambda i: ("POST", "/v1/auth/login", json.dumps({"email": f"a{i}@example.com", "password": "a wrong password"})))
    if name == "control plane": await repeat(port, 8, lambda i: ("GET", "/v1/usage?group_by=day,key,model", "", access))
    if name == "CSV export": await repeat(port, 8, lambda i: ("GET", "/v1/usage/export.csv", "", access))
    if name == "malformed tokens": await repeat(port, 8, lambda i: ("GET", "/v1/tenant", "", ["Authorization: Bearer eyJhbGciOiJFUzI1NiIsImtpZCI6e319.e30.AAAA"]))
    if name == "provoked 404": await repeat(port, 8, lambda i: ("POST", "/v1/chat/completions", chat(user="answer-with-404"), key))
    if name == "invalid anthropic-beta": await repeat(port, 8, lambda i: ("POST", "/v1/messages", chat(max_tokens=9), [*key, "anthropic-beta: \xe9"]))


ATTACKS = ["references", "half-sent bodies", "half-sent bodies, rpm 1", "20 MB bodies", "key guessing", "calls above rpm", "password guessing", "control plane",
           "CSV export", "malformed tokens", "provoked 404", "invalid anthropic-beta"]


# The run.

def request(port, method, path, body=None, token=None):
    sent = urllib.request.Request(f"http://127.0.0.1:{port}{path}", None if body is None else json.dumps(body).encode(), method=method,
                                  headers={"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {}))
    with urllib.request.urlopen(sent) as answer: return json.load(answer)


def wait_for(port):
    for _ in range(300):
        try:
            return urllib.request.urlopen(f"http://127.0.0.1:{port}/health/live").close()
        except OSError:
            time.sleep(0.2)
    sys.exit("The portal did not start within a minute.")


def run_before_others():
    """Real-time priority, so that the attacker on the same core does not delay the measurement. Only root may set it."""
    try:
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(10))
    except PermissionError:
        print("Not root: client and attacker share their core, and the latencies include that.", file=sys.stderr)


def run_after_others():
    os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))


def run_on_gateway_core():
    os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))
    os.sched_setaffinity(0, GATEWAY_CORE)


def free_port():
    import socket
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def percentile(values, share):
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * share))]


def start_attack(name, port, keys):
    return subprocess.Popen([sys.executable, __file__, "--attack", name, str(port), json.dumps(keys)], preexec_fn=run_after_others)


async def run(arguments):
    os.sched_setaffinity(0, CLIENT_CORE)
    port, upstream = free_port(), free_port()
    run_before_others()
    provider = subprocess.Popen([sys.executable, __file__, "--provider", str(upstream)])
    with tempfile.TemporaryDirectory() as folder:
        catalog = {"providers": [{"id": "mock", "dialect": "openai-chat", "baseUrl": f"http://127.0.0.1:{upstream}/v1"}],
                   "models": [{"id": MODEL, "tier": "small", "quality": 0.6, "endpoints": [{"provider": "mock", "model": "model"}], "contextWindow": 100_000_000,
                               "maxOutputTokens": 16384, "capabilities": ["tools"], "prices": [{"from": "2024-07-18", "input": 0.15, "cacheRead": 0.075, "output": 0.6}]}],
                   "auto": {"id": "jusInfer-auto", "baseline": MODEL}}
        with open(f"{folder}/catalog.json", "w") as file: json.dump(catalog, file)
        settings = {"ASPNETCORE_URLS": f"http://127.0.0.1:{port}", "Store__Path": f"{folder}/data", "Catalog__Path": f"{folder}/catalog.json", "Accounts__SignUp": "open",
                    "Wallet__CreditUnverified": "true", "Wallet__InitialCreditUsd": "1000000",
                    "Logging__LogLevel__Default": "Error"}
        portal = subprocess.Popen(["dotnet", "JusInfer.Portal.dll"], cwd=arguments.portal, env=os.environ | settings, stdout=open(f"{folder}/portal.log", "w"), stderr=subprocess.STDOUT,
                                  preexec_fn=run_on_gateway_core)
        try:
            wait_for(port)
            sign_up = lambda email: request(port, "POST", "/v1/auth/signup", {"email": email, "password": "a long enough password"})["access_token"]
            mint = lambda access, **fields: request(port, "POST", "/v1/keys", {"name": "k", **fields}, access)["key"]
            attacker, other = sign_up("attacker@example.com"), sign_up("other@example.com")
            wide = {"rpm": 1_000_000, "tpm": 1_000_000_000, "concurrency": 1000}
            keys = {"key": mint(attacker, **wide), "limited": mint(attacker, rpm=1, concurrency=1), "access": attacker}
            stored = request(port, "POST", "/v1/responses", {"model": MODEL, "input": "large-answer"}, keys["key"])
            keys["item"] = stored["output"][0]["id"]
            key = mint(other, **wide)
            await warm_up(port, key, 60)
            for name in arguments.attacks:
                attacking = start_attack(name, port, keys)
                await measure(port, key, 15)
                attacking.kill()
                attacking.wait()
            results = {name: [] for name in arguments.attacks}
            for _ in range(arguments.rounds):
                for name in arguments.attacks:
                    before, failed = await measure(port, key, arguments.seconds)
                    attacking = start_attack(name, port, keys)
                    time.sleep(1)
                    during, failed_during = await measure(port, key, arguments.seconds)
                    direct, _ = await measure(upstream, key, arguments.seconds / 2)
                    attacking.kill()
                    attacking.wait()
                    time.sleep(1.5)
                    after, failed_after = await measure(port, key, arguments.seconds)
                    quiet = before + after
                    print(f"{name}: p99 quiet {percentile(quiet, 0.99):.2f} ms, during {percentile(during, 0.99):.2f} ms, direct {percentile(direct, 0.99):.2f} ms", file=sys.stderr)
                    results[name].append((percentile(quiet, 0.5), percentile(during, 0.5), percentile(quiet, 0.99), percentile(during, 0.99), percentile(direct, 0.99), failed + failed_during + failed_after))
            print("| attack | p50 quiet, ms | p50 during | p99 quiet, ms | p99 during | p99 ratio | p99 direct | failed calls |\n|---|---|---|---|---|---|---|---|")
            for name, rounds in results.items():
                p50, p50_during, p99, p99_during, p99_direct = (statistics.median(column) for column in list(zip(*rounds))[:5])
                ratio = statistics.median(each[3] / each[2] for each in rounds)
                print(f"| {name} | {p50:.2f} | {p50_during:.2f} | {p99:.2f} | {p99_during:.2f} | {ratio:.2f} | {p99_direct:.2f} | {sum(each[5] for each in rounds)} |", flush=True)
        finally:
            portal.send_signal(signal.SIGKILL)
            portal.wait()
            provider.kill()


async def serve(port):
    async with await asyncio.start_server(provide, "127.0.0.1", port, limit=1 << 26) as server: await server.serve_forever()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--provider"]: asyncio.run(serve(int(sys.argv[2])))
    elif sys.argv[1:2] == ["--attack"]: asyncio.run(attack(sys.argv[2], int(sys.argv[3]), json.loads(sys.argv[4])))
    else:
        parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
        parser.add_argument("portal")
        parser.add_argument("--seconds", type=float, default=8)
        parser.add_argument("--rounds", type=int, default=3)
        parser.add_argument("--attacks", type=lambda text: text.split(";"), default=ATTACKS, help="names separated by semicolons")
        asyncio.run(run(parser.parse_args()))
