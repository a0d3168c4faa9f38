using System.Text.Json;
using System.Text.Json.Nodes;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Gateway.Conformance.TestDialects;

/// <summary>The test dialect of the Gemini API (ai.google.dev/api/generate-content).</summary>
internal sealed class GeminiTestDialect : ITestClientDialect
{
    public string Name => "gemini";

    public string Path => throw new NotSupportedException("The path has the model.");

    public string PathOf(string model, bool streamed) => $"/v1beta/models/{model}:{(streamed ? "streamGenerateContent?alt=sse" : "generateContent")}";

    public JsonObject WriteRequest(ModelRequest request)
    {
        var parts = new JsonArray(TextPart(request.Text));
        if (request.MoreText is { } more) parts.Add(TextPart(more));
        if (request.ImageUrl is { } url) parts.Add(new JsonObject { ["fileData"] = new JsonObject { ["mimeType"] = Json.Png, ["fileUri"] = url } });
        if (request.ImageData is { } image) parts.Add(InlinePart(Json.Png, image));
        if (request.Document is { } document) parts.Add(InlinePart(Json.Pdf, document));
        if (request.DocumentUrl is { } address)
            parts.Add(new JsonObject { ["fileData"] = new JsonObject { ["mimeType"] = Json.Pdf, ["fileUri"] = address } });
        if (request.TextFile is { } text) parts.Add(InlinePart(Json.Csv, Json.Base64(text)));
        if (request.Audio is { } audio) parts.Add(InlinePart("audio/wav", audio));
        var contents = new JsonArray(new JsonObject { ["role"] = "user", ["parts"] = parts });
        if (request.ToolRound is { } round) Add(contents, round);
        var body = new JsonObject { ["contents"] = contents };
        if (request.System is { } system) body["systemInstruction"] = new JsonObject { ["parts"] = new JsonArray(TextPart(system)) };
        if (request.Tools.Length > 0) body["tools"] = new JsonArray(new JsonObject { ["functionDeclarations"] = new JsonArray([.. request.Tools.Select(static name => new JsonObject { ["name"] = name, ["description"] = $"Does {name}.", ["parametersJsonSchema"] = Json.Schema })]) });
        if (request.ToolChoice is { } choice) body["toolConfig"] = new JsonObject { ["functionCallingConfig"] = Calling(choice) };
        var config = Config(request);
        if (config.Count > 0) body["generationConfig"] = config;
        return body;
    }

    public ModelAnswer ReadResponse(GatewayAnswer response, bool streamed)
    {
        response["content-type"].ShouldBe(streamed ? "text/event-stream; charset=utf-8" : "application/json");
        var answer = new ModelAnswer { IsComplete = false };
        foreach (var data in streamed ? response.Events : [response.Body])
        {
            var item = JsonElement.Parse(data);
            if (item.Of("error") is { } error)
            {
                error.GetProperty("code").GetInt32().ShouldBeInRange(400, 599);
                return answer with { Error = error.Text("message") };
            }

            answer.IsComplete.ShouldBeFalse("An event follows the last one.");
            answer = Read(answer, item);
        }

        return answer;
    }

    private static ModelAnswer Read(ModelAnswer answer, JsonElement item)
    {
        item.Text("modelVersion").ShouldNotBeNull();
        item.Text("responseId").ShouldNotBeNull();
        var candidate = item.Items("candidates").ShouldHaveSingleItem();
        candidate.GetProperty("index").GetInt32().ShouldBe(0);
        var content = candidate.GetProperty("content");
        content.Text("role").ShouldBe("model");
        foreach (var part in content.GetProperty("parts").EnumerateArray()) answer = Add(answer, part);
        if (candidate.Text("finishReason") is not { } reason) return answer;
        var usage = item.GetProperty("usageMetadata");
        usage.Number("totalTokenCount").ShouldBe(usage.Number("promptTokenCount") + usage.Number("candidatesTokenCount") + usage.Number("thoughtsTokenCount"));
        return answer with
        {
            IsComplete = true,
            FinishReason = reason switch { "MAX_TOKENS" => "length", "SAFETY" => "content_filter", _ => answer.Calls.Length > 0 ? "tool_calls" : "stop" },
            InputTokens = usage.Number("promptTokenCount"),
            CachedTokens = usage.Number("cachedContentTokenCount"),
            OutputTokens = usage.Number("candidatesTokenCount") + usage.Number("thoughtsTokenCount"),
            ReasoningTokens = usage.Number("thoughtsTokenCount"),
        };
    }

    private static ModelAnswer Add(ModelAnswer answer, JsonElement part)
    {
        if (part.Of("functionCall") is { } call)
            return answer with { Calls = [.. answer.Calls, new ToolUse(call.Text("id")!, call.Text("name")!, Json.Compact(call.GetProperty("args")))] };
        var text = part.GetProperty("text").GetString()!;
        return part.Of("thought") is not null ? answer with { Reasoning = answer.Reasoning + text } : answer with { Text = answer.Text + text };
    }

    private static JsonObject Config(ModelRequest request)
    {
        var config = new JsonObject();
        if (request.Format is not null) config["responseMimeType"] = "application/json";
        if (request.Format == "json_schema") config["responseJsonSchema"] = Json.Schema;
        if (request.Stop.Length > 0) config["stopSequences"] = new JsonArray([.. request.Stop]);
        if (request.Temperature is { } temperature) config["temperature"] = temperature;
        if (request.TopP is { } topP) config["topP"] = topP;
        if (request.Seed is { } seed) config["seed"] = seed;
        if (request.MaxTokens is { } maxTokens) config["maxOutputTokens"] = maxTokens;
        if (request.ReasoningEffort is { } effort) config["thinkingConfig"] = new JsonObject { ["includeThoughts"] = true, ["thinkingLevel"] = effort.ToUpperInvariant() };
        if (request.Logprobs) (config["responseLogprobs"], config["logprobs"]) = (true, 2);
        if (request.Choices is { } choices) config["candidateCount"] = choices;
        return config;
    }

    private static JsonObject Calling(string choice) => choice switch
    {
        "auto" or "none" => new JsonObject { ["mode"] = choice.ToUpperInvariant() },
        "required" => new JsonObject { ["mode"] = "ANY" },
        _ => new JsonObject { ["mode"] = "ANY", ["allowedFunctionNames"] = new JsonArray(choice) },
    };

    private static void Add(JsonArray contents, ToolRound round)
    {
        var calls = round.Calls.Select(static call => new JsonObject { ["functionCall"] = new JsonObject { ["id"] = call.Id, ["name"] = call.Name, ["args"] = JsonNode.Parse(call.Arguments) } });
        contents.Add(new JsonObject { ["role"] = "model", ["parts"] = new JsonArray([.. calls]) });
        var results = round.Results.Zip(round.Calls, static (result, call) => new JsonObject { ["functionResponse"] = Response(result, call.Name) });
        contents.Add(new JsonObject { ["role"] = "user", ["parts"] = new JsonArray([.. results]) });
    }

    private static JsonObject Response(ToolResult result, string name)
    {
        var response = new JsonObject { ["id"] = result.Id, ["name"] = name, ["response"] = new JsonObject { [result.IsError ? "error" : "output"] = result.Text } };
        if (result.ImageData is { } image) response["parts"] = new JsonArray(InlinePart(Json.Png, image));
        if (result.Document is { } document) response["parts"] = new JsonArray(InlinePart(Json.Pdf, document));
        return response;
    }

    private static JsonObject TextPart(string text) => new() { ["text"] = text };

    private static JsonObject InlinePart(string type, string data) => new() { ["inlineData"] = new JsonObject { ["mimeType"] = type, ["data"] = data } };
}
