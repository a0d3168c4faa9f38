using JusInfer.Portal.Tests.Gateway.Conformance;

namespace JusInfer.Portal.Tests.Gateway.Resumption;

/// <param name="Name">What is particular about it.</param>
/// <param name="Question">What it answers.</param>
/// <param name="Said">It, whole.</param>
internal sealed record Answer(string Name, Question Question, Said Said)
{
    private static readonly ToolUse Reads = new("toolu_01read", "read_file", """{"path":"a \"quoted\" file, with a long name.txt"}""");
    private static readonly ToolUse Lists = new("toolu_02list", "list_files", """{"path":"/tmp/größer/漢字"}""");
    private static readonly Question Plain = new();
    private static readonly Question Tooled = new() { Tools = ["read_file", "list_files"] };

    public static IReadOnlyList<Answer> All { get; } =
    [
        new("plain", Plain, new Said { Text = "It names its author, it gives a date, and it ends with a question that nobody has answered so far: why was it written at all?" }),
        new("many scripts", Plain, new Said { Text = " “Größe” — naïve Ω≈ç√ 😀👩‍👩‍👧 漢字かな交じり文、\"quoted\" and 'single' \\ back\\slash\ttab\n\n\nline… 😀😀😀 done 🎉" }),
        new("code", Plain, new Said { Text = "```python\nfor i in range(3):\n    print(\"x\")\n    print(\"x\")\n\n\nfor i in range(3):\n    print(\"x\")\n    print(\"x\")\n```\nThat prints it twelve times.\n" }),
        new("long", Plain, new Said { Text = string.Join(' ', Enumerable.Range(1, 40).Select(static number => $"Sentence {number} says that {number * number} is the square of {number}.")) }),
        new("cut by its bound", Plain with { MaxTokens = 500 }, new Said { Text = "Once upon a time there was a stream that flowed until it was told to", Finish = "length" }),
        new("text, then a call", Tooled, new Said { Text = "I will look into that file now, one moment. ", Calls = [Reads], Finish = "tool_calls" }),
        new("text, then two calls", Tooled, new Said { Text = "I will look.", Calls = [Reads, Lists], Finish = "tool_calls" }),
        new("calls alone", Tooled, new Said { Calls = [Reads, Lists], Finish = "tool_calls" }),
        new("reasoning, then text", Plain with { Effort = "low" }, new Said { Thought = "They ask about the file. I have seen it before, I think.", Seal = "c2VhbGVkLWJ5LXRoZS1tb2RlbA==", Text = "It is about streams, and how they are kept alive." }),
        new("reasoning, then a call", Tooled with { Effort = "low" }, new Said { Thought = "I do not know the file. I will read it.", Seal = "c2VhbGVkLWJ5LXRoZS1tb2RlbA==", Calls = [Reads], Finish = "tool_calls" }),
        new("JSON by a schema", Plain with { Format = "json_schema" }, new Said { Text = """{"path":"a/long/path/with \"quotes\"/and/größe/and/more/of/it.txt"}""" }),
    ];

    public override string ToString() => Name;
}
