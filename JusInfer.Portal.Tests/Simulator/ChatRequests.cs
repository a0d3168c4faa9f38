using System.Text.Json.Nodes;

namespace JusInfer.Portal.Tests.Simulator;

/// <summary>Builds chat completion requests.</summary>
internal static class ChatRequests
{
    public static JsonObject Ask(string text) => Of(User(text));

    public static JsonObject Of(params ReadOnlySpan<JsonObject> messages) => new() { ["model"] = "sim/model", ["messages"] = new JsonArray([.. messages]) };

    public static JsonObject User(JsonNode content) => new() { ["role"] = "user", ["content"] = content };

    public static JsonObject System(string text) => new() { ["role"] = "system", ["content"] = text };

    public static JsonObject Assistant(string text) => new() { ["role"] = "assistant", ["content"] = text };

    public static JsonObject WithTools(this JsonObject request, params ReadOnlySpan<JsonObject> tools) => request.With("tools", new JsonArray([.. tools]));

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

    /// <summary>The next request of an agent: the conversation, the completion's tool calls and their results.</summary>
    public static JsonObject WithToolResults(this JsonObject request, JsonObject completion, Func<string, string> run)
    {
        var next = request.DeepClone().AsObject();
        var message = completion.Message().DeepClone().AsObject();
        next["messages"]!.AsArray().Add(message);
        foreach (var call in completion.Calls())
            next["messages"]!.AsArray().Add(new JsonObject { ["role"] = "tool", ["tool_call_id"] = call.Id, ["content"] = run(call.Name) });
        return next;
    }
}
