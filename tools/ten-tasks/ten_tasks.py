#!/usr/bin/env python3
"""Ten tasks with a pinned model and with jusInfer-auto: both bills, and which tasks were done.

Usage: JUSINFER_TOKEN=eyJ… ten_tasks.py --url http://localhost:5080 --model anthropic/claude-sonnet-4.5 [--tasks tasks.json] [--agent 'COMMAND']

JUSINFER_TOKEN is an access token of a member (POST /v1/auth/login). Python 3.11, no packages. The run costs money at the providers of the portal.

Each task is done twice, in a fresh folder and with a key of its own, which is revoked afterwards. Which of the two begins alternates. A task is done if
its `check` exits with 0. The bill of a key is the sum of its calls. The outcome is reported with POST /v1/feedback, so that it is also on the Usage tab.

Without --agent, a small agent of this script works on the task: it runs the commands that the model writes, IN A TEMPORARY FOLDER BUT WITH YOUR RIGHTS. Use a
container. With --agent, the command is run in the folder, with JUSINFER_TASK (the prompt), JUSINFER_MODEL, OPENAI_BASE_URL, OPENAI_API_KEY, ANTHROPIC_BASE_URL and
ANTHROPIC_API_KEY in its environment.

A file of tasks is a list: [{"name": …, "prompt": …, "check": shell command, "files": {path: text}, "folder": path to copy, "checkFiles": {path: text}}]. `checkFiles`
are written before the check, over whatever the agent has left there. Take tasks of your own: the ten that come with the script are small.
"""
import argparse, json, os, pathlib, shutil, subprocess, sys, tempfile, time, urllib.error, urllib.request, uuid

MAX_STEPS, MAX_OUTPUT, COMMAND_SECONDS = 40, 8_000, 120
TOOL = {"type": "function", "function": {"name": "bash", "description": "Runs a command in the folder of the task and returns its output.",
        "parameters": {"type": "object", "properties": {"command": {"type": "string"}}, "required": ["command"]}}}


def ask(url, token, path, body=None, method=None, headers=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url + path, data, {"Authorization": f"Bearer {token}", "Content-Type": "application/json"} | (headers or {}), method=method)
    try:
        with urllib.request.urlopen(request, timeout=900) as response:
            text = response.read()
            return json.loads(text) if text else None
    except urllib.error.HTTPError as error:
        sys.exit(f"{path}: {error.code} {error.read().decode(errors='replace')[:600]}")


def write(folder, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def work(options, key, model, session, task, folder):
    """The small agent. The first line of its prompt is new in each run, so that neither run reads what the other one has put into a provider's cache."""
    messages = [{"role": "system", "content": f"Run {uuid.uuid4()}.\nYou are a coding agent. Work in the current folder with the tool bash: look at the files, change them, "
                                              "run what is there to check your work. When the task is done, answer with one sentence."},
                {"role": "user", "content": task["prompt"]}]
    for _ in range(MAX_STEPS):
        answer = ask(options.url, key, "/v1/chat/completions", {"model": model, "messages": messages, "tools": [TOOL]}, headers={"X-JusInfer-Session": session})
        message = answer["choices"][0]["message"]
        messages.append({name: value for name, value in message.items() if value is not None})
        if not message.get("tool_calls"): return
        for call in message["tool_calls"]:
            messages.append({"role": "tool", "tool_call_id": call["id"], "content": run(call["function"]["arguments"], folder)})


def run(arguments, folder):
    try:
        command = json.loads(arguments)["command"]
        done = subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, text=True, errors="replace", timeout=COMMAND_SECONDS)
        output = done.stdout + done.stderr
        return (output if len(output) <= MAX_OUTPUT else output[:MAX_OUTPUT // 2] + "\n… truncated …\n" + output[-MAX_OUTPUT // 2:]) + f"\n[exit code {done.returncode}]"
    except subprocess.TimeoutExpired:
        return f"error: the command took longer than {COMMAND_SECONDS} seconds"
    except (ValueError, KeyError, TypeError) as fault:
        return f"error: the arguments need a command: {fault}"


def attempt(options, token, model, task, number):
    """One task with one model: its cost, its calls, and whether it was done."""
    session = f"ten-tasks-{number}-{uuid.uuid4().hex[:8]}"
    key = ask(options.url, token, "/v1/keys", {"name": f"ten tasks: {task['name']}"[:100]})
    try:
        done = do(options, key["key"], model, session, task)
        time.sleep(3)  # usage records are stored within two seconds
        calls, after = [], ""
        while True:
            page = ask(options.url, token, f"/v1/usage/requests?key={key['id']}&limit=500{after}")
            calls += page["data"]
            if not page["next"]: break
            after = f"&after={page['next']}"
        if calls: ask(options.url, token, "/v1/feedback", {"request_id": calls[0]["id"], "ok": done, "note": f"ten tasks: {task['name']}"})
    finally:
        ask(options.url, token, f"/v1/keys/{key['id']}", method="DELETE")
    return {"cost": sum(call["cost_usd"] for call in calls), "calls": len(calls), "done": done}


def do(options, key, model, session, task):
    """Has the agent work on the task in a fresh folder. Returns whether the check passes."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary) / "task"
        if "folder" in task: shutil.copytree(options.tasks.parent / task["folder"], folder)
        else: folder.mkdir()
        write(folder, task.get("files", {}))
        try:
            if options.agent:
                environment = os.environ | {"JUSINFER_TASK": task["prompt"], "JUSINFER_MODEL": model, "OPENAI_BASE_URL": options.url + "/v1", "OPENAI_API_KEY": key,
                                            "ANTHROPIC_BASE_URL": options.url, "ANTHROPIC_API_KEY": key}
                environment.pop("JUSINFER_TOKEN", None)
                subprocess.run(["bash", "-c", options.agent], cwd=folder, env=environment, timeout=options.seconds)
            else:
                work(options, key, model, session, task, folder)
        except subprocess.TimeoutExpired:
            print(f"  {task['name']} took longer than {options.seconds} seconds", file=sys.stderr)
        write(folder, task.get("checkFiles", {}))
        try:
            return subprocess.run(["bash", "-c", task["check"]], cwd=folder, capture_output=True, timeout=options.seconds).returncode == 0
        except subprocess.TimeoutExpired:
            return False


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", default="http://localhost:5080")
    parser.add_argument("--model", required=True, help="the pinned model, which should be the team's baseline")
    parser.add_argument("--auto", default="jusInfer-auto")
    parser.add_argument("--tasks", type=pathlib.Path, default=pathlib.Path(__file__).with_name("tasks.json"))
    parser.add_argument("--agent", help="a shell command that does the task; without it, the small agent of this script")
    parser.add_argument("--seconds", type=int, default=3600, help="the limit of one task")
    options = parser.parse_args()
    options.url = options.url.rstrip("/")
    token = os.environ.get("JUSINFER_TOKEN") or sys.exit("Set JUSINFER_TOKEN to an access token: POST /v1/auth/login.")
    tasks = json.loads(options.tasks.read_text())
    sums = [{"cost": 0.0, "calls": 0, "done": 0} for _ in range(2)]
    print(f"{'task':32} {'pinned':>12} {'calls':>6} {'done':>5} {'auto':>12} {'calls':>6} {'done':>5}", flush=True)
    for number, task in enumerate(tasks):
        both = [None, None]
        for arm in ((0, 1) if number % 2 == 0 else (1, 0)): both[arm] = attempt(options, token, (options.model, options.auto)[arm], task, number)
        for arm in (0, 1):
            for name in sums[arm]: sums[arm][name] += both[arm][name]
        print(f"{task['name'][:32]:32} " + " ".join(f"{result['cost']:12.6f} {result['calls']:6} {'yes' if result['done'] else 'no':>5}" for result in both), flush=True)
    pinned, auto = sums
    print(f"{'sum':32} " + " ".join(f"{result['cost']:12.6f} {result['calls']:6} {result['done']:5}" for result in sums))
    if pinned["cost"] > 0:
        share = auto["cost"] / pinned["cost"]
        print(f"\n{options.auto} cost {share:.0%} of {options.model}, and did {auto['done']} of {len(tasks)} tasks instead of {pinned['done']}.")
        print(f"At most half of the bill: {'yes' if share <= 0.5 else 'no'}. At least as many tasks: {'yes' if auto['done'] >= pinned['done'] else 'no'}.")
    print("The pinned model's bill already contains what the gateway's cache markers save. Ten tasks show a large difference; that two models are equal, they do not show.")


main()
