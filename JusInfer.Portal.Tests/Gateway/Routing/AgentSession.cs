using System.Text.Json.Nodes;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Gateway.Routing;

/// <summary>
/// A coding agent that runs the commands that the model asks for. What it does is scripted by a seed, so that the same session can be run on any model: it looks around,
/// edits, runs tests, and repeats.
/// </summary>
internal sealed class AgentSession(int seed, int steps)
{
    /// <summary>About 60,000 tokens, as in a long session of an agent with many tools.</summary>
    private const int SystemCharacters = 240_000;

    private const string Tools = """[{"type":"function","function":{"name":"bash","description":"Runs a command","parameters":{"type":"object","properties":{"command":{"type":"string"}},"required":["command"]}}}]""";

    private static readonly string[] Looks = ["ls -la src", "cat src/parser.py", "grep -rn \"def parse\" src", "sed -n 1,120p src/lexer.py", "find . -name \"*.py\"", "git log --oneline"];
    private static readonly string[] Runs = ["python -m pytest tests -q", "python reproduce.py", "python -m pytest tests/test_parser.py"];
    private static readonly string[] Edits = ["sed -i 's/foo/bar/' src/parser.py", "cat > fix.py <<'EOF'\nprint(1)\nEOF", "git apply fix.patch"];

    public int Steps => steps;

    /// <summary>Text that is put before the system prompt of each call.</summary>
    public Func<int, string> Nonce { get; init; } = static _ => "";

    /// <summary>Text that is put after the first message of the user.</summary>
    public string Padding { get; init; } = "";

    /// <summary>The command of a step.</summary>
    public string Command(int step)
    {
        var random = new Random((seed * 1_000) + step);
        var kind = random.NextDouble();
        var list = step < 4 || kind < 0.55 ? Looks : kind < 0.8 ? Runs : Edits;
        return list[random.Next(list.Length)];
    }

    /// <summary>Runs the session, one call per step.</summary>
    /// <returns>The answers.</returns>
    public async Task<List<GatewayAnswer>> RunAsync(Caller caller, string model)
    {
        var answers = new List<GatewayAnswer>();
        var messages = new JsonArray(
            Message("system", "You are a coding agent. " + Text(seed, SystemCharacters)),
            Message("user", $"Fix the bug in src/parser.py of project {seed}." + Padding));
        for (var step = 0; step < steps; step++)
        {
            messages[0]!["content"] = Nonce(step) + "You are a coding agent. " + Text(seed, SystemCharacters);
            var body = new JsonObject { ["model"] = model, ["tools"] = JsonNode.Parse(Tools), ["messages"] = messages.DeepClone() };
            var answer = await caller.AskAsync(body.ToJsonString());
            answers.Add(answer);
            if (answer.Status != 200) return answers;
            var reply = answer.Json.GetProperty("choices")[0].GetProperty("message");
            messages.Add(JsonNode.Parse(reply.GetRawText()));
            messages.Add(new JsonObject
            {
                ["role"] = "tool",
                ["tool_call_id"] = reply.GetProperty("tool_calls")[0].GetProperty("id").GetString(),
                ["content"] = Result(step),
            });
        }

        return answers;
    }

    private static JsonObject Message(string role, string content) => new() { ["role"] = role, ["content"] = content };

    private string Result(int step) => Command(step) switch
    {
        var look when Array.IndexOf(Looks, look) >= 0 => Text((seed * 77) + step, 1_000 + (step * 397 % 5_000)),
        var run when Array.IndexOf(Runs, run) >= 0 => Text((seed * 91) + step, 600) + "\n3 failed, 41 passed in 1.2s",
        _ => "<returncode>0</returncode>",
    };

    private static string Text(int seed, int length)
    {
        string[] words = ["def", "parse", "token", "self", "return", "value", "node", "if", "line", "error_handler", "import", "class", "while", "index", "result"];
        var random = new Random(seed);
        var text = new System.Text.StringBuilder(length + 20);
        while (text.Length < length) text.Append(words[random.Next(words.Length)]).Append(random.Next(9) == 0 ? '\n' : ' ');
        return text.ToString(0, length);
    }
}
