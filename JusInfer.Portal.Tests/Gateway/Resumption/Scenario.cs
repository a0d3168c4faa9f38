using JusInfer.Portal.Tests.Gateway.Conformance;

namespace JusInfer.Portal.Tests.Gateway.Resumption;

/// <summary>A request and its complete answer.</summary>
/// <param name="Name">The characteristic of the answer.</param>
/// <param name="Request">The request.</param>
/// <param name="ModelAnswer">The answer without interruption.</param>
internal sealed record Scenario(string Name, ModelRequest Request, ModelAnswer ModelAnswer)
{
    private static readonly ToolUse ReadFile = new("toolu_01read", "read_file", """{"path":"a \"quoted\" file, with a long name.txt"}""");
    private static readonly ToolUse ListFiles = new("toolu_02list", "list_files", """{"path":"/tmp/größer/漢字"}""");
    private static readonly ModelRequest Plain = new();
    private static readonly ModelRequest WithTools = new() { Tools = ["read_file", "list_files"] };

    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("plain", Plain, new ModelAnswer { Text = "It names its author, it gives a date, and it ends with a question that nobody has answered so far: why was it written at all?" }),
        new("many scripts", Plain, new ModelAnswer { Text = " “Größe” — naïve Ω≈ç√ 😀👩‍👩‍👧 漢字かな交じり文、\"quoted\" and 'single' \\ back\\slash\ttab\n\n\nline… 😀😀😀 done 🎉" }),
        new("code", Plain, new ModelAnswer { Text = "```python\nfor i in range(3):\n    print(\"x\")\n    print(\"x\")\n\n\nfor i in range(3):\n    print(\"x\")\n    print(\"x\")\n```\nThat prints it twelve times.\n" }),
        new("long", Plain, new ModelAnswer { Text = string.Join(' ', Enumerable.Range(1, 40).Select(static number => $"Sentence {number} says that {number * number} is the square of {number}.")) }),
        new("truncated by the token limit", Plain with { MaxTokens = 500 }, new ModelAnswer { Text = "Once upon a time there was a stream that flowed until it was told to", FinishReason = "length" }),
        new("text, then a tool call", WithTools, new ModelAnswer { Text = "I will look into that file now, one moment. ", Calls = [ReadFile], FinishReason = "tool_calls" }),
        new("text, then two tool calls", WithTools, new ModelAnswer { Text = "I will look.", Calls = [ReadFile, ListFiles], FinishReason = "tool_calls" }),
        new("tool calls only", WithTools, new ModelAnswer { Calls = [ReadFile, ListFiles], FinishReason = "tool_calls" }),
        new("reasoning, then text", Plain with { ReasoningEffort = "low" }, new ModelAnswer { Reasoning = "They ask about the file. I have seen it before, I think.", Signature = "c2VhbGVkLWJ5LXRoZS1tb2RlbA==", Text = "It is about streams, and how they are kept alive." }),
        new("reasoning, then a tool call", WithTools with { ReasoningEffort = "low" }, new ModelAnswer { Reasoning = "I do not know the file. I will read it.", Signature = "c2VhbGVkLWJ5LXRoZS1tb2RlbA==", Calls = [ReadFile], FinishReason = "tool_calls" }),
        new("JSON by a schema", Plain with { Format = "json_schema" }, new ModelAnswer { Text = """{"path":"a/long/path/with \"quotes\"/and/größe/and/more/of/it.txt"}""" }),
    ];

    public override string ToString() => Name;
}
