using System.Text.Json.Nodes;

namespace JusInfer.Portal.Tests.Simulator;

/// <summary>Builds requests, and names the parts of answers.</summary>
internal static class Talk
{
    public static JsonObject Say(string text) => Of(User(text));

    public static JsonObject Of(params ReadOnlySpan<JsonObject> messages) => new() { ["model"] = "sim/model", ["messages"] = new JsonArray([.. messages]) };

    public static JsonObject User(JsonNode content) => new() { ["role"] = "user", ["content"] = content };

    public static JsonObject System(string text) => new() { ["role"] = "system", ["content"] = text };

    public static JsonObject Assistant(string text) => new() { ["role"] = "assistant", ["content"] = text };

    public static JsonObject Offering(this JsonObject request, params ReadOnlySpan<JsonObject> tools) => request.With("tools", new JsonArray([.. tools]));

    public static JsonObject With(this JsonObject request, string field, JsonNode? value)
    {
        request[field] = value;
        return request;
    }

    public static JsonObject Tool(string name, string description = "", string? parameters = null) => new()
    {
        ["type"] = "function",
        ["function"] = new JsonObject
        {
            ["name"] = name,
            ["description"] = description,
            ["parameters"] = JsonNode.Parse(parameters ?? """{"type":"object","properties":{}}"""),
        },
    };

    /// <summary>The conversation so far with the answer's calls and their results behind it: what an agent sends next.</summary>
    public static JsonObject Then(this JsonObject request, JsonObject completion, Func<string, string> run)
    {
        var next = request.DeepClone().AsObject();
        var message = completion.Message().DeepClone().AsObject();
        next["messages"]!.AsArray().Add(message);
        foreach (var call in completion.Calls())
            next["messages"]!.AsArray().Add(new JsonObject { ["role"] = "tool", ["tool_call_id"] = call.Id, ["content"] = run(call.Name) });
        return next;
    }

    public static JsonObject Message(this JsonObject completion) => completion["choices"]![0]!["message"]!.AsObject();

    public static string Text(this JsonObject completion) => completion.Message()["content"]?.GetValue<string>() ?? "";

    public static string Finish(this JsonObject completion) => completion["choices"]![0]!["finish_reason"]!.GetValue<string>();

    public static int Usage(this JsonObject completion, string name) => completion["usage"]![name]!.GetValue<int>();

    public static int CachedTokens(this JsonObject completion) => completion["usage"]!["prompt_tokens_details"]!["cached_tokens"]!.GetValue<int>();

    public static IReadOnlyList<MadeCall> Calls(this JsonObject completion) =>
        [.. (completion.Message()["tool_calls"]?.AsArray() ?? []).Select(call => new MadeCall(
            call!["id"]!.GetValue<string>(),
            call["function"]!["name"]!.GetValue<string>(),
            call["function"]!["arguments"]!.GetValue<string>()))];
}

internal sealed record MadeCall(string Id, string Name, string Arguments)
{
    public JsonObject Given => JsonNode.Parse(Arguments)!.AsObject();
}
