using System.Text.Json;
using System.Text.Json.Nodes;
using JusInfer.Portal.Tests.Gateway.Conformance.TestDialects;

namespace JusInfer.Portal.Tests.Gateway.Conformance;

/// <summary>
/// The rows of the matrix for the rules of endpoints: the client's request breaks the rule, and the received one keeps it.
/// </summary>
internal static class EndpointRuleCapabilities
{
    private const string Half = "half of a pair";
    private const string Union =
        """{"anyOf":[{"type":"object","properties":{"path":{"type":"string"}}},{"type":"object","properties":{"id":{"type":"string"}}}]}""";
    private const string ListSchema = """{"type":"array","items":{"type":"string"}}""";
    private const string List = """["a.txt"]""";
    private const string OwnSchema = "a request in the dialect of OpenAI is passed through, and OpenAI says what it does not take";
    private const string Later = "From now on, be brief.";
    private const string NoMarkers = "the dialect has no cache markers";

    private static readonly string[] OpenAiFields = ["prompt_cache_key", "prompt_cache_retention", "safety_identifier", "verbosity"];

    private static readonly ModelAnswer Plain = new() { Text = "Done." };

    public static IReadOnlyList<Capability> All { get; } =
    [
        new("Rule: instructions come first", new ModelRequest { System = "Be kind." }, Plain)
        {
            WriteBody = static body => AddInstruction(body).ToJsonString(),
            KeepsRule = HasInstructionsFirst,
            Gaps = [Gap.NotExpressible("gemini", "the dialect has only system prompts")],
        },
        new("Rule: the schema of a tool is one object", new ModelRequest { Tools = ["read_file"] }, Plain)
        {
            WriteBody = static body => body.ToJsonString().Replace(Json.Schema.ToJsonString(), Union, StringComparison.Ordinal),
            KeepsRule = static body => body.GetRawText().Contains("\"path\"", StringComparison.Ordinal)
                && !body.GetRawText().Contains(":{\"anyOf\":[{\"type\":\"object\"", StringComparison.Ordinal),
        },
        new(
            "Rule: OpenAI gets only schemas of objects for answers",
            new ModelRequest { Format = "json_schema" },
            new ModelAnswer { Text = List })
        {
            IsAtOpenAi = true,
            WriteBody = static body => body.ToJsonString().Replace(Json.Schema.ToJsonString(), ListSchema, StringComparison.Ordinal),
            IsInRequest = static (_, received) => received.Format is null,
            IsInAnswer = static (sent, received) => received.Text == sent.Text,
            Gaps =
            [
                Gap.Omitted("openai-chat", "openai-chat", OwnSchema), Gap.Omitted("openai-responses", "openai-responses", OwnSchema),
            ],
        },
        new("Rule: the limit of output is that of the model", new ModelRequest { MaxTokens = 32_000 }, Plain)
        {
            IsWithoutJsonMode = true,
            IsInRequest = static (_, received) => received.MaxTokens == 8_192,
        },
        new("Rule: text has no half of a surrogate pair", new ModelRequest { Text = Half }, Plain)
        {
            WriteBody = static body => body.ToJsonString().Replace(Half, "cut \\ud83d", StringComparison.Ordinal),
            IsInRequest = static (_, received) => received.Text == "cut \uFFFD",
        },
        new("Rule: a file has a name", new ModelRequest { Document = "JVBERi0xLjQKJSVFT0Y=" }, Plain)
        {
            WriteBody = static body => Json.Compact(body).Replace("\"filename\":\"a.pdf\",", "", StringComparison.Ordinal),
            KeepsRule = static body => !body.GetRawText().Contains("\"file_data\"", StringComparison.Ordinal)
                || body.GetRawText().Contains("\"filename\":\"document.pdf\"", StringComparison.Ordinal),
            Gaps = [Gap.NotExpressible("ollama", "the dialect has no documents")],
        },
        new(
            "Rule: earlier calls have an object as their arguments",
            new ModelRequest
            {
                Tools = ["read_file"],
                ToolRound = new ToolRound([new ToolUse("call_1", "read_file", "{}")], [new ToolResult("call_1", "found")]),
            },
            Plain)
        {
            WriteBody = static body => WithEmptyLists(body.ToJsonString()),
            IsInRequest = static (_, received) => received.ToolRound!.Calls[0].Arguments == "{}",
        },
        new("Rule: the names of tools are unique", new ModelRequest { Tools = ["read_file"] }, Plain)
        {
            WriteBody = static body => WithRepeatedTool(body).ToJsonString(),
            KeepsRule = static body => body.Items("tools").Count() == 1,
        },
        new("Rule: the end user is no e-mail address for Anthropic", new ModelRequest(), Plain)
        {
            WriteBody = static body => WithUser(body).ToJsonString(),
            KeepsRule = static body => !body.TryGetProperty("metadata", out var metadata)
                || metadata.GetProperty("user_id").GetString() is { Length: 64 } name && !name.Contains('@', StringComparison.Ordinal),
            Gaps =
            [
                Gap.NotExpressible("gemini", "the dialect does not name the end user"),
                Gap.NotExpressible("ollama", "the dialect does not name the end user"),
            ],
        },
        new("Rule: a strict provider receives no fields of OpenAI", new ModelRequest(), Plain)
        {
            IsStrict = true,
            WriteBody = static body => WithOpenAiFields(body).ToJsonString(),
            KeepsRule = static body => body.TryGetProperty("input", out _)
                || !Array.Exists(OpenAiFields, field => body.TryGetProperty(field, out _)),
            Gaps =
            [
                Gap.NotExpressible("anthropic-messages", "the dialect has none of the fields"),
                Gap.NotExpressible("gemini", "the dialect has none of the fields"),
                Gap.NotExpressible("ollama", "the dialect has none of the fields"),
            ],
        },
        new("Rule: no cache markers where the catalog says so", new ModelRequest { System = "Be brief.", HasCacheControl = true }, Plain)
        {
            IsStrict = true,
            IsInRequest = static (_, received) => received.System == "Be brief.",
            KeepsRule = static body => !body.GetRawText().Contains("cache_control", StringComparison.Ordinal),
            Gaps =
            [
                Gap.NotExpressible("openai-responses", NoMarkers), Gap.NotExpressible("gemini", NoMarkers),
                Gap.NotExpressible("ollama", NoMarkers),
            ],
        },
        new("Rule: reasoning is switched off in the form of the model", new ModelRequest(), Plain)
        {
            IsStrict = true,
            WriteBody = static body => WithoutReasoning(body).ToJsonString(),
            KeepsRule = IsWithoutReasoning,
        },
        new("Rule: the effort is one that the model has", new ModelRequest { ReasoningEffort = "high" }, Plain)
        {
            IsStrict = true,
            KeepsRule = static body => body.TryGetProperty("input", out _) || body.TryGetProperty("thinking", out _)
                || body.Text("reasoning_effort") == "default",
        },
    ];

    /// <summary>Switches reasoning off, in the form of the client's dialect.</summary>
    private static JsonObject WithoutReasoning(JsonObject body)
    {
        if (body.ContainsKey("input")) body["reasoning"] = new JsonObject { ["effort"] = "none" };
        else if (body.ContainsKey("contents"))
            body["generationConfig"] = new JsonObject { ["thinkingConfig"] = new JsonObject { ["thinkingBudget"] = 0 } };
        else if (body.ContainsKey("max_tokens")) body["thinking"] = new JsonObject { ["type"] = "disabled" };
        else
        {
            // Chat Completions and Ollama know only their own field.
            body["reasoning_effort"] = "none";
            body["think"] = false;
        }

        return body;
    }

    private static bool IsWithoutReasoning(JsonElement body) =>
        body.TryGetProperty("input", out _) ? body.Of("reasoning")?.Text("effort") == "none"
        : body.TryGetProperty("max_tokens", out _) ? body.Of("thinking")?.Text("type") is null or "disabled"
        : body.Text("reasoning_effort") == "none";

    private static JsonObject WithOpenAiFields(JsonObject body)
    {
        foreach (var field in OpenAiFields) body[field] = field == "verbosity" ? "low" : "24h";
        return body;
    }

    /// <summary>Adds an instruction and a message of the user to the end of the conversation.</summary>
    private static JsonObject AddInstruction(JsonObject body)
    {
        var turns = (body["messages"] ?? body["input"])!.AsArray();
        turns.Add(new JsonObject { ["role"] = "system", ["content"] = Later });
        turns.Add(new JsonObject { ["role"] = "user", ["content"] = "Go on." });
        return body;
    }

    /// <summary>Writes the empty arguments as PHP does.</summary>
    private static string WithEmptyLists(string body) => body
        .Replace("\"arguments\":\"{}\"", "\"arguments\":\"[]\"", StringComparison.Ordinal)
        .Replace("\"arguments\":{}", "\"arguments\":[]", StringComparison.Ordinal)
        .Replace("\"input\":{}", "\"input\":[]", StringComparison.Ordinal)
        .Replace("\"args\":{}", "\"args\":[]", StringComparison.Ordinal);

    /// <summary>Lists the tool twice.</summary>
    private static JsonObject WithRepeatedTool(JsonObject body)
    {
        var tools = body["tools"]!.AsArray();
        var list = tools[0]!["functionDeclarations"]?.AsArray() ?? tools;
        list.Add(list[0]!.DeepClone());
        return body;
    }

    /// <summary>Names the end user by an e-mail address, in the field of the dialect.</summary>
    private static JsonObject WithUser(JsonObject body)
    {
        const string Email = "ada@example.com";
        if (body.ContainsKey("max_tokens")) body["metadata"] = new JsonObject { ["user_id"] = Email };
        else body["user"] = Email;
        return body;
    }

    private static bool HasInstructionsFirst(JsonElement body)
    {
        var turns = body.Items(body.TryGetProperty("messages", out _) ? "messages" : "input").ToList();
        var isFirst = turns.Skip(1).All(static turn => turn.Text("role") is not ("system" or "developer"));
        return isFirst
            && turns.Exists(static turn => turn.Text("role") == "user" && turn.GetRawText().Contains(Later, StringComparison.Ordinal));
    }
}
