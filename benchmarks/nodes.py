#!/usr/bin/env python3
"""What several nodes on one PostgreSQL cost: CPU per call with and without leases, how two nodes scale, and transactions per second.

Usage: nodes.py PORTAL [--seconds 10] [--rounds 3] [--teams 100] [--turn 20] [--only-leases]
PORTAL is the output folder of `dotnet publish -c Release JusInfer.Portal`. Linux with two cores, PostgreSQL, Python 3.11, wrk and perf (Debian: linux-perf). Run it as
root: PostgreSQL runs as the user postgres.

The nodes run on core 0; PostgreSQL, the scripted provider and wrk run on core 1. Calls have 2 KB. CPU is user and system time of the node's process, so what the load
generator and the database use is not part of it. Two nodes have no core each on such a machine, and two processes that take turns on one core empty each other's caches.
Their capacity is therefore computed: two nodes that serve different teams share nothing but the database; the same two nodes with one key share its limits. The quotient
of their CPU per call is what sharing costs. The cost of taking turns is printed, too.
"""
import argparse, asyncio, json, os, random, re, shutil, signal, statistics, subprocess, sys, tempfile, time, urllib.request
from isolation import MODEL, free_port, provide, request, wait_for

NODE_CORE, OTHER_CORE = {0}, {1}
TICK = os.sysconf("SC_CLK_TCK")
WIDE = {"rpm": 1_000_000, "tpm": 1_000_000_000, "concurrency": 1000}
SCRIPT = """
local keys = %s
local number = 0
request = function()
  number = number + 1
  return wrk.format("POST", "/v1/chat/completions", {["Authorization"] = "Bearer " .. keys[number %% #keys + 1], ["Content-Type"] = "application/json"}, %s)
end
"""
# Frames of what limits, leases and their database cost. The samples of a call that have none of them are the same for both keys.
LIMITED = re.compile(r"JusInfer\.Portal\.(Admission|Leases|Data)\b|EntityFramework|Npgsql")
LEASED = re.compile(r"JusInfer\.Portal\.Leases\b|LeaseExchange|LeaseRenewal|AllowanceRefresh|RateExchange|LeaseStore|RateStore|AllowanceStore|OpenAllowances")
BODY = json.dumps({"model": MODEL, "messages": [{"role": "user", "content": "x" * 1900}], "max_tokens": 20})


class Postgres:
    def __init__(self, folder):
        self.folder, self.bin = folder, sorted(f"/usr/lib/postgresql/{version}/bin" for version in os.listdir("/usr/lib/postgresql"))[-1]
        os.makedirs(folder)
        shutil.chown(folder, "postgres")
        self.run("initdb", "-D", f"{folder}/data", "-A", "trust")
        self.run("pg_ctl", "-D", f"{folder}/data", "-w", "-l", f"{folder}/log", "-o", f"-k {folder} -c listen_addresses= -c max_connections=300", "start")

    def run(self, *command):
        subprocess.run(["runuser", "-u", "postgres", "--", f"{self.bin}/{command[0]}", *command[1:]], check=True, stdout=subprocess.DEVNULL,
                       preexec_fn=lambda: os.sched_setaffinity(0, OTHER_CORE))

    def query(self, sql, database="postgres"):
        return subprocess.run([f"{self.bin}/psql", "-h", self.folder, "-U", "postgres", "-d", database, "-At", "-c", sql], check=True, capture_output=True, text=True).stdout.strip()

    def transactions(self):
        return int(self.query("SELECT coalesce(sum(xact_commit), 0) FROM pg_stat_database WHERE datname = 'jusinfer'"))

    def cpu(self):
        head = open(f"{self.folder}/data/postmaster.pid").readline().strip()
        children = subprocess.run(["pgrep", "-P", head], capture_output=True, text=True).stdout.split()
        return sum(cpu_of(pid) for pid in [head, *children])

    def stop(self):
        self.run("pg_ctl", "-D", f"{self.folder}/data", "-m", "immediate", "stop")


class Node:
    def __init__(self, portal, folder, catalog, postgres=None, durability="process"):
        self.port = free_port()
        settings = {"ASPNETCORE_URLS": f"http://127.0.0.1:{self.port}", "Store__Path": folder, "Catalog__Path": catalog, "Accounts__SignUp": "open",
                    "Journal__Durability": durability,
                    "Wallet__CreditUnverified": "true", "Wallet__InitialCreditUsd": "1000000", "Accounts__CallsPerMinute": "1000000",
                    "Accounts__AttemptsPerMinute": "1000000", "Logging__LogLevel__Default": "Error",
                    "DOTNET_PerfMapEnabled": "1", "DOTNET_EnableWriteXorExecute": "0"}
        if postgres: settings["ConnectionStrings__Store"] = f"Host={postgres.folder};Username=postgres;Database=jusinfer"
        self.process = subprocess.Popen(["dotnet", "JusInfer.Portal.dll"], cwd=portal, env=os.environ | settings, stdout=open(f"{folder}.log", "w"), stderr=subprocess.STDOUT,
                                        preexec_fn=lambda: os.sched_setaffinity(0, NODE_CORE))
        wait_for(self.port)

    def cpu(self): return cpu_of(self.process.pid)

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def cpu_of(pid):
    try:
        fields = open(f"/proc/{pid}/stat").read().rsplit(") ", 1)[1].split()
    except OSError:
        return 0
    return (int(fields[11]) + int(fields[12])) / TICK


def load(nodes, keys, seconds, connections, folder):
    """Runs wrk against each node at once, with all keys or, if `keys` is a tuple, with a key per node. Returns the calls of each, and the responses that were not 200."""
    running = []
    for number, node in enumerate(nodes):
        script = f"{folder}/load{number}.lua"
        lua = "{" + ",".join(json.dumps(key) for key in ([keys[number]] if isinstance(keys, tuple) else keys)) + "}"
        with open(script, "w") as file: file.write(SCRIPT % (lua, json.dumps(BODY)))
        running.append(subprocess.Popen(["wrk", "-t", "1", "-c", str(connections), "-d", f"{seconds}s", "-s", script, f"http://127.0.0.1:{node.port}"],
                                        stdout=subprocess.PIPE, text=True, preexec_fn=lambda: os.sched_setaffinity(0, OTHER_CORE)))
    texts = [one.communicate()[0] for one in running]
    bad = sum(int(found.group(1)) for found in (re.search(r"Non-2xx or 3xx responses: (\d+)", text) for text in texts) if found)
    return [int(re.search(r"(\d+) requests in", text).group(1)) for text in texts], bad


def measure(nodes, postgres, keys, seconds, folder, connections=16):
    """CPU of each node per call in microseconds, CPU of PostgreSQL per call, calls per second and transactions per second."""
    before, database, transactions, start = [node.cpu() for node in nodes], postgres.cpu(), postgres.transactions(), time.perf_counter()
    calls, bad = load(nodes, keys, seconds, connections, folder)
    elapsed = time.perf_counter() - start
    if bad: sys.exit(f"{bad} calls failed.")
    time.sleep(1.2)
    cost = [(node.cpu() - earlier) / count * 1e6 for node, earlier, count in zip(nodes, before, calls)]
    return {"cpu": statistics.mean(cost), "database": (postgres.cpu() - database) / sum(calls) * 1e6, "rate": sum(calls) / elapsed,
            "transactions": (postgres.transactions() - transactions) / (elapsed + 1.2)}


def profile(node, keys, turns, turn, folder, connections=16):
    """Profiles a node that serves two keys in turn, each for `turn` seconds. Returns for each turn but the first two (key, samples, of limits and the database, of leases).

    CPU time per call is no measure for a few percent where processors are shared: turns of 20 seconds differ by 25 % in both directions, because the same instructions
    take longer while others use the caches. Shares of samples do not depend on the speed. The first quarter of a turn is not counted: in it, leases of a key that paused
    grow, and records of the other key are settled."""
    data, times = f"{folder}/perf.data", []
    recorder = subprocess.Popen(["perf", "record", "-q", "-k", "mono", "-e", "cpu-clock", "-F", "499", "-g", "-p", str(node.process.pid), "-o", data],
                                stdout=subprocess.DEVNULL, preexec_fn=lambda: os.sched_setaffinity(0, OTHER_CORE))
    for number in range(turns + 2):
        started = time.monotonic()
        _, bad = load([node], [keys[number % 2]], turn, connections, folder)
        if bad: sys.exit(f"{bad} calls failed.")
        times.append((started + turn / 4, time.monotonic()))
    recorder.send_signal(signal.SIGINT)
    recorder.wait()
    counts = [[0, 0, 0] for _ in times]
    with subprocess.Popen(["perf", "script", "-i", data, "-F", "time,ip,sym"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as samples:
        for stack in stacks(samples.stdout):
            taken = float(stack[0].strip().rstrip(":"))
            for count, (start, end) in zip(counts, times):
                if not start <= taken < end: continue
                frames = "\n".join(stack[1:])
                count[0] += 1
                count[1] += LIMITED.search(frames) is not None
                count[2] += LEASED.search(frames) is not None
    if not any(count[1] for count in counts): sys.exit("The profile has no frames of the portal. Has `perf` read the map that the process wrote to /tmp?")
    return [(number % 2, *count) for number, count in enumerate(counts)][2:]


def stacks(lines):
    stack = []
    for line in lines:
        if line.strip(): stack.append(line)
        elif stack:
            yield stack
            stack = []


def added(turns):
    """What limits and leases add to a call without them, for each turn of the first key and the one of the other key that follows it."""
    shares = [limited / count for _, count, limited, _ in turns]
    return [(1 - other) / (1 - first) - 1 for first, other in zip(shares[0::2], shares[1::2])]


def warm(nodes, keys, folder, connections=16):
    """Loads nodes until three runs in turn cost no less than before: on one core, compiling the hot path takes a minute."""
    best, settled = None, 0
    for _ in range(30):
        before = sum(node.cpu() for node in nodes)
        calls, bad = load(nodes, keys, 4, connections, folder)
        if bad: sys.exit(f"{bad} calls failed.")
        cost = (sum(node.cpu() for node in nodes) - before) / sum(calls)
        settled = settled + 1 if best is not None and cost > best * 0.96 else 0
        if settled == 3: return
        best = min(cost, best or cost)


def median(rounds): return {name: statistics.median(one[name] for one in rounds) for name in rounds[0]}


def run(arguments):
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        upstream = free_port()
        provider = subprocess.Popen([sys.executable, os.path.join(os.path.dirname(__file__), "isolation.py"), "--provider", str(upstream)], preexec_fn=lambda: os.sched_setaffinity(0, OTHER_CORE))
        catalog = {"providers": [{"id": "mock", "dialect": "openai-chat", "baseUrl": f"http://127.0.0.1:{upstream}/v1"}],
                   "models": [{"id": MODEL, "tier": "small", "quality": 0.6, "endpoints": [{"provider": "mock", "model": "model"}], "contextWindow": 100_000,
                               "maxOutputTokens": 16384, "capabilities": ["tools"], "prices": [{"from": "2024-07-18", "input": 0.15, "cacheRead": 0.075, "output": 0.6}]}],
                   "auto": {"id": "jusInfer-auto", "baseline": MODEL}}
        with open(f"{folder}/catalog.json", "w") as file: json.dump(catalog, file)
        postgres, nodes = Postgres(f"{folder}/postgres"), []
        try:
            start = lambda name, **options: nodes.append(Node(arguments.portal, f"{folder}/{name}", f"{folder}/catalog.json", postgres, **options))

            def team(node, number):
                return request(node.port, "POST", "/v1/auth/signup", {"email": f"team{number}@example.com", "password": "a long enough password"})["access_token"]

            def mint(node, access, **fields): return request(node.port, "POST", "/v1/keys", {"name": "k", **WIDE, **fields}, access)["key"]

            def limited(node, number):
                access = team(node, number)
                request(node.port, "POST", "/v1/budgets", {"scope": "tenant", "window": "day", "amount_usd": 100_000, "on_reach": "block"}, access)
                return mint(node, access, monthly_cap_usd=100_000)

            def compare(node, turns):
                """Calls of a team with a wallet, a cap and a budget, and calls of one that pays afterwards, in turn."""
                keys = [limited(node, 0), free_key(node)]
                warm([node], keys, folder)
                return keys[0], profile(node, keys, turns, arguments.turn, folder)

            def free_key(node):
                access = team(node, 1)
                if node is not alone: postgres.query("UPDATE wallets SET mode = 'Postpaid' WHERE tenant_id = (SELECT tenant_id FROM members ORDER BY joined_at DESC LIMIT 1)", "jusinfer")
                else:
                    import sqlite3
                    with sqlite3.connect(f"{folder}/alone/jusinfer.db") as database:
                        database.execute("UPDATE wallets SET mode = 'Postpaid' WHERE tenant_id = (SELECT tenant_id FROM members ORDER BY joined_at DESC LIMIT 1)")
                return mint(node, access)

            alone = Node(arguments.portal, f"{folder}/alone", f"{folder}/catalog.json")
            nodes.append(alone)
            _, sqlite = compare(alone, 4 * arguments.rounds)
            nodes.pop().kill()
            start("a")
            first = nodes[0]
            leased, shared = compare(first, 4 * arguments.rounds)
            print("| one node, 2 KB calls | money is | samples | in limits, leases and the database, % | in leases, % |\n|---|---|---|---|---|")
            for store, turns in (("SQLite", sqlite), ("PostgreSQL", shared)):
                for key, name in enumerate(("limited", "not limited")):
                    samples, limits, leases = (sum(one[column] for one in turns if one[0] == key) for column in (1, 2, 3))
                    print(f"| {store} | {name} | {samples} | {limits / samples * 100:.2f} | {leases / samples * 100:.2f} |", flush=True)
            for store, turns in (("SQLite", sqlite), ("PostgreSQL", shared)):
                costs = [cost * 100 for cost in added(turns)]
                sampled = sorted(statistics.mean(random.choices(costs, k=len(costs))) for _ in range(2000))
                print(f"\n{store}: limits of money and their leases add {statistics.mean(costs):.1f} % to a call (mean of {len(costs)} pairs of turns; 95 % interval by bootstrap: "
                      f"{sampled[50]:.1f} to {sampled[-50]:.1f} %)", flush=True)
            if arguments.only_leases: return
            many = [mint(first, team(first, number), monthly_cap_usd=100_000) for number in range(2, 2 + arguments.teams)]

            start("b")
            warm(nodes, [leased, many[0]], folder, 8)
            single, apart, together = [], [], []
            for _ in range(2 * arguments.rounds):
                single.append(measure([first], postgres, [leased], arguments.seconds, folder, 16))
                apart.append(measure(nodes, postgres, (leased, many[0]), arguments.seconds, folder, 8))
                together.append(measure(nodes, postgres, [leased], arguments.seconds, folder, 8))
            print("\n| keys with wallet, cap and budget | CPU per call, us | PostgreSQL per call, us | calls per s | transactions per s |\n|---|---|---|---|---|")
            for name, rounds in (("one node called", single), ("two nodes, a team each", apart), ("two nodes, one key", together)):
                row = median(rounds)
                print(f"| {name} | {row['cpu']:.0f} | {row['database']:.0f} | {row['rate']:.0f} | {row['transactions']:.1f} |", flush=True)
            scaled = sorted(2 * one["cpu"] / both["cpu"] for one, both in zip(apart, together))
            print(f"\nTwo nodes with one key, a core each (computed): {statistics.median(scaled):.2f} times two nodes that share nothing / 2 "
                  f"(half of {len(scaled)} pairs between {scaled[len(scaled) // 4]:.2f} and {scaled[-1 - len(scaled) // 4]:.2f})")

            print("\n| nodes | active teams | calls per s | transactions per s |\n|---|---|---|---|")
            time.sleep(10)
            started, before = time.perf_counter(), postgres.transactions()
            time.sleep(arguments.seconds)
            print(f"| 2 running | 0 | 0 | {(postgres.transactions() - before) / (time.perf_counter() - started):.1f} |")
            for count in (1, 2):
                for teams in (1, 10, arguments.teams):
                    row = measure(nodes[:count], postgres, many[:teams], arguments.seconds, folder, 4)
                    print(f"| 2 running, {count} called | {teams} | {row['rate']:.0f} | {row['transactions']:.1f} |", flush=True)

            for node in nodes: node.kill()
            nodes.clear()
            print("\n| Journal:Durability | CPU per call, us | PostgreSQL per call, us | transactions per s | p50, ms |\n|---|---|---|---|---|")
            for durability in ("process", "disk", "database"):
                start(durability, durability=durability)
                warm(nodes, [leased], folder)
                row = median([measure(nodes, postgres, [leased], arguments.seconds, folder) for _ in range(arguments.rounds)])
                print(f"| {durability} | {row['cpu']:.0f} | {row['database']:.0f} | {row['transactions']:.1f} | {16 / row['rate'] * 1000:.1f} |", flush=True)
                nodes.pop().kill()
        finally:
            for node in nodes: node.kill()
            postgres.stop()
            provider.kill()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("portal")
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--teams", type=int, default=100)
    parser.add_argument("--turn", type=int, default=20)
    parser.add_argument("--only-leases", action="store_true")
    run(parser.parse_args())
