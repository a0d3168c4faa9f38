using System.Globalization;
using System.Text;

namespace JusInfer.Benchmarks.Requests;

/// <summary>
/// A generated conversation of a coding agent with about the given size: a long system prompt, tools with schemas, then pairs of a call and
/// its result. The seed is fixed, so the conversation is the same in every dialect.
/// </summary>
internal sealed class AgentConversation
{
    public const string Question = "Find out why the test fails and fix it.";

    private static readonly string[] Words = ["the", "file", "parser", "returns", "a", "buffer", "when", "its", "caller", "has", "no", "room", "and", "tests", "\"quoted\"", "fail\n", "über", "src/main.cs", "{", "}", "if", "line", "12"];

    private readonly Random random = new(60);

    private AgentConversation(int bytes, int tools)
    {
        System = Prose(bytes / 5);
        Tools = [.. Enumerable.Range(0, tools).Select(number => new Tool($"tool_{number.ToString(CultureInfo.InvariantCulture)}", Prose(300)))];
        var left = bytes - System.Length - (tools * 700);
        while (left > 0)
        {
            var turn = new Turn($"call_{Turns.Count.ToString(CultureInfo.InvariantCulture)}", Prose(80), Prose(Math.Clamp(left - 400, 50, 2000)));
            Turns.Add(turn);
            left -= turn.Reasoning.Length + turn.Result.Length + 300;
        }
    }

    /// <summary>A long agent conversation: about 60 KB, 17 tools.</summary>
    public static AgentConversation Long { get; } = new(60_000, tools: 17);

    /// <summary>A chat of about 2 KB without tools.</summary>
    public static AgentConversation Short { get; } = new(2_000, tools: 0);

    public string System { get; }

    public IReadOnlyList<Tool> Tools { get; }

    public List<Turn> Turns { get; } = [];

    private string Prose(int characters)
    {
        var text = new StringBuilder(characters + 16);
        while (text.Length < characters) text.Append(Words[random.Next(Words.Length)]).Append(' ');
        return text.ToString();
    }

    internal sealed record Tool(string Name, string Description)
    {
        public const string Schema =
            """{"$schema":"http://json-schema.org/draft-07/schema#","type":"object","properties":{"path":{"type":"string","description":"Path of the file, from the root of the project"},"from":{"type":"integer","format":"uint32","minimum":0,"default":null},"lines":{"type":"array","items":{"type":"string"}}},"required":["path"]}""";
    }

    internal sealed record Turn(string CallId, string Reasoning, string Result)
    {
        public const string Arguments = """{"path":"src/main.cs","from":12,"lines":["one","two"]}""";
    }
}
