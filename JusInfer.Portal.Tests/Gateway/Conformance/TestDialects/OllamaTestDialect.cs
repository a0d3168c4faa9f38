using System.Text.Json;
using System.Text.Json.Nodes;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Gateway.Conformance.TestDialects;

/// <summary>The test dialect of Ollama's chat (github.com/ollama/ollama, docs/api.md).</summary>
internal sealed class OllamaTestDialect : ITestClientDialect
{
    public string Name => "ollama";

    public string Path => "/api/chat";

    public JsonObject WriteRequest(ModelRequest request)
    {
        var messages = new JsonArray();
        if (request.System is { } system) messages.Add(new JsonObject { ["role"] = "system", ["content"] = system });
        var user = new JsonObject { ["role"] = "user", ["content"] = request.Text };
        if (request.ImageData is { } image) user["images"] = new JsonArray(image);
        messages.Add(user);
        if (request.ToolRound is { } round) Add(messages, round);
        var body = new JsonObject { ["messages"] = messages, ["stream"] = false };
        if (request.Tools.Length > 0) body["tools"] = new JsonArray([.. request.Tools.Select(static name => new JsonObject { ["type"] = "function", ["function"] = new JsonObject { ["name"] = name, ["description"] = $"Does {name}.", ["parameters"] = Json.Schema } })]);
        if (request.Format is { } format) body["format"] = format == "json_object" ? "json" : Json.Schema;
        if (request.ReasoningEffort is { } effort) body["think"] = effort;
        if (request.Logprobs) (body["logprobs"], body["top_logprobs"]) = (true, 2);
        var options = new JsonObject();
        if (request.Stop.Length > 0) options["stop"] = new JsonArray([.. request.Stop]);
        if (request.Temperature is { } temperature) options["temperature"] = temperature;
        if (request.TopP is { } topP) options["top_p"] = topP;
        if (request.Seed is { } seed) options["seed"] = seed;
        if (request.MaxTokens is { } maxTokens) options["num_predict"] = maxTokens;
        if (options.Count > 0) body["options"] = options;
        return body;
    }

    public ModelAnswer ReadResponse(GatewayAnswer response, bool streamed)
    {
        response["content-type"].ShouldBe(streamed ? "application/x-ndjson" : "application/json");
        var answer = new ModelAnswer { IsComplete = false };
        foreach (var line in streamed ? response.Body.TrimEnd('\n').Split('\n') : [response.Body])
        {
            var item = JsonElement.Parse(line);
            if (item.Text("error") is { } error) return answer with { Error = error };
            answer.IsComplete.ShouldBeFalse("A line follows the last one.");
            answer = Read(answer, item);
        }

        return answer;
    }

    private static ModelAnswer Read(ModelAnswer answer, JsonElement item)
    {
        item.TryGetProperty("model", out _).ShouldBeTrue();
        item.GetProperty("created_at").GetDateTimeOffset();
        var message = item.GetProperty("message");
        message.Text("role").ShouldBe("assistant");
        answer = answer with
        {
            Text = answer.Text + message.GetProperty("content").GetString(),
            Reasoning = message.Text("thinking") is { } thinking ? answer.Reasoning + thinking : answer.Reasoning,
            Calls = [.. answer.Calls, .. message.Items("tool_calls").Select(static call => new ToolUse(call.Text("id")!, call.Of("function")!.Value.Text("name")!, Json.Compact(call.GetProperty("function").GetProperty("arguments"))))],
            Logprobs = answer.Logprobs || item.Items("logprobs").Any(static token => token.Text("token") is not null && token.Of("logprob") is not null),
        };
        if (!item.GetProperty("done").GetBoolean()) return answer;
        item.GetProperty("total_duration").GetInt64().ShouldBeGreaterThan(0);
        return answer with
        {
            IsComplete = true,
            FinishReason = answer.Calls.Length > 0 ? "tool_calls" : item.Text("done_reason")!,
            InputTokens = item.Number("prompt_eval_count"),
            OutputTokens = item.Number("eval_count"),
        };
    }

    private static void Add(JsonArray messages, ToolRound round)
    {
        messages.Add(new JsonObject
        {
            ["role"] = "assistant",
            ["content"] = "",
            ["tool_calls"] = new JsonArray([.. round.Calls.Select(static call => new JsonObject { ["id"] = call.Id, ["function"] = new JsonObject { ["name"] = call.Name, ["arguments"] = JsonNode.Parse(call.Arguments) } })]),
        });
        foreach (var (result, call) in round.Results.Zip(round.Calls))
            messages.Add(new JsonObject { ["role"] = "tool", ["content"] = result.Text, ["tool_call_id"] = result.Id, ["tool_name"] = call.Name });
    }
}
