using System.Text.Json;
using System.Text.Json.Nodes;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Gateway.Conformance.TestDialects;

/// <summary>The test dialect of Anthropic Messages (docs.anthropic.com/en/api/messages).</summary>
internal sealed class MessagesTestDialect : ITestDialect
{
    /// <summary>The thinking budgets for the efforts of the other dialects. A received budget is read as the nearest of these.</summary>
    private static readonly (string Effort, int Budget)[] Budgets = [("low", 2048), ("medium", 8192), ("high", 24576)];

    public string Name => "anthropic-messages";

    public string Path => "/v1/messages";

    public JsonObject WriteRequest(ModelRequest request)
    {
        var messages = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = Content(request) });
        if (request.ToolRound is { } round) Add(messages, round);
        var body = new JsonObject { ["max_tokens"] = request.MaxTokens ?? 32_000, ["messages"] = messages };
        if (request.System is { } system) body["system"] = request.HasCacheControl ? new JsonArray(new JsonObject { ["type"] = "text", ["text"] = system, ["cache_control"] = new JsonObject { ["type"] = "ephemeral" } }) : system;
        if (request.Tools.Length > 0) body["tools"] = new JsonArray([.. request.Tools.Select(static name => new JsonObject { ["name"] = name, ["description"] = $"Does {name}.", ["input_schema"] = Json.Schema })]);
        if (request.ToolChoice is { } choice) body["tool_choice"] = choice switch
        {
            "auto" or "none" => new JsonObject { ["type"] = choice },
            "required" => new JsonObject { ["type"] = "any" },
            _ => new JsonObject { ["type"] = "tool", ["name"] = choice },
        };
        if (request.ParallelToolCalls is false) (body["tool_choice"] ??= new JsonObject { ["type"] = "auto" })["disable_parallel_tool_use"] = true;
        if (request.Format == "json_schema") body["output_config"] = new JsonObject { ["format"] = new JsonObject { ["type"] = "json_schema", ["schema"] = Json.Schema } };
        if (request.Stop.Length > 0) body["stop_sequences"] = new JsonArray([.. request.Stop]);
        if (request.Temperature is { } temperature) body["temperature"] = temperature;
        if (request.TopP is { } topP) body["top_p"] = topP;
        if (request.ReasoningEffort is { } effort) body["thinking"] = new JsonObject { ["type"] = "enabled", ["budget_tokens"] = Array.Find(Budgets, budget => budget.Effort == effort).Budget };
        if (request.User is { } user) body["metadata"] = new JsonObject { ["user_id"] = user };
        if (request.HasSafeguards) body["safeguards"] = new JsonArray(new JsonObject { ["type"] = "dangerous_tool_use" });
        return body;
    }

    public ModelRequest ReadRequest(JsonElement body)
    {
        var messages = body.Items("messages").ToList();
        var user = messages[0];
        var texts = Texts(user.Of("content"));
        var images = Blocks(user, "image").Select(static block => block.Of("source")!.Value).ToList();
        var documents = Blocks(user, "document").Select(static block => block.Of("source")!.Value).ToList();
        var choice = body.Of("tool_choice");
        var thinking = body.Of("thinking");
        return new ModelRequest
        {
            System = body.Of("system") is { } system ? string.Join("\n\n", Texts(system)) : null,
            HasCacheControl = body.Items("system").Any(static block => block.Of("cache_control") is not null),
            Text = texts[0],
            MoreText = texts.Count > 1 ? texts[1] : null,
            ImageUrl = images.Select(static source => source.Text("url")).FirstOrDefault(static url => url is not null),
            ImageData = Data(images, Json.Png),
            Document = Data(documents, Json.Pdf),
            DocumentAsImage = Data(images, Json.Pdf),
            DocumentUrl = documents.Select(static source => source.Text("url")).FirstOrDefault(static url => url is not null),
            TextFile = documents.Where(static source => source.Text("type") == "text").Select(static source => source.Text("data"))
                .FirstOrDefault(),
            ToolRound = ReadRound(messages),
            Tools = [.. body.Items("tools").Where(static tool => tool.Of("input_schema")?.Of("properties")?.Of("path") is not null).Select(static tool => tool.Text("name")!)],
            CustomTool = body.Items("tools").Where(static tool => tool.Of("input_schema")?.Of("properties")?.Of("input") is not null).Select(static tool => tool.Text("name")).FirstOrDefault(),
            ToolChoice = choice?.Text("type") switch { "any" => "required", "tool" => choice?.Text("name"), var other => other },
            ParallelToolCalls = choice?.Of("disable_parallel_tool_use")?.GetBoolean() is true ? false : null,
            Format = body.Of("output_config")?.Of("format")?.Text("type") ?? body.Of("output_format")?.Text("type"),
            Stop = [.. body.Items("stop_sequences").Select(static stop => stop.GetString()!)],
            Temperature = body.Of("temperature")?.GetDouble(),
            TopP = body.Of("top_p")?.GetDouble(),
            MaxTokens = body.Number("max_tokens"),
            ReasoningEffort = body.Of("output_config")?.Text("effort") ?? (thinking?.Text("type") == "enabled" ? Budgets.MinBy(budget => Math.Abs(budget.Budget - thinking.Value.Number("budget_tokens"))).Effort : null),
            User = body.Of("metadata")?.Text("user_id"),
            HasSafeguards = body.Of("safeguards") is not null,
        };
    }

    public string WriteResponse(ModelAnswer answer, JsonElement request) => new JsonObject
    {
        ["id"] = "msg_up",
        ["type"] = "message",
        ["role"] = "assistant",
        ["model"] = "upstream-name",
        ["content"] = new JsonArray([.. AnswerBlocks(answer, request)]),
        ["stop_reason"] = Reason(answer),
        ["stop_sequence"] = null,
        ["usage"] = Usage(answer),
    }.ToJsonString();

    public string WriteStream(ModelAnswer answer, JsonElement request)
    {
        var start = new JsonObject { ["id"] = "msg_up", ["type"] = "message", ["role"] = "assistant", ["model"] = "upstream-name", ["content"] = new JsonArray(), ["stop_reason"] = null, ["stop_sequence"] = null, ["usage"] = Usage(answer with { OutputTokens = 1 }) };
        var events = Json.Named(new JsonObject { ["type"] = "message_start", ["message"] = start }) + Json.Named(new JsonObject { ["type"] = "ping" });
        var index = 0;
        foreach (var block in AnswerBlocks(answer, request)) events += Block(block, index++);
        if (answer.Error is { } error) return events + Json.Named(new JsonObject { ["type"] = "error", ["error"] = new JsonObject { ["type"] = "overloaded_error", ["message"] = error } });
        events += Json.Named(new JsonObject { ["type"] = "message_delta", ["delta"] = new JsonObject { ["stop_reason"] = Reason(answer), ["stop_sequence"] = null }, ["usage"] = Usage(answer) });
        return events + Json.Named(new JsonObject { ["type"] = "message_stop" });
    }

    public ModelAnswer ReadResponse(GatewayAnswer response, bool streamed) => streamed ? ReadStream(response.Body) : ReadMessage(response.Json);

    private static ModelAnswer ReadMessage(JsonElement message)
    {
        var answer = new ModelAnswer { FinishReason = message.Text("stop_reason") switch { "end_turn" or "stop_sequence" => "stop", "max_tokens" => "length", "tool_use" => "tool_calls", var other => other! } };
        foreach (var block in message.Items("content")) answer = ReadContent(answer, block);
        var usage = message.Of("usage")!.Value;
        return answer with
        {
            InputTokens = usage.Number("input_tokens") + usage.Number("cache_read_input_tokens") + usage.Number("cache_creation_input_tokens"),
            CachedTokens = usage.Number("cache_read_input_tokens"),
            OutputTokens = usage.Number("output_tokens"),
            ReasoningTokens = usage.Of("output_tokens_details")?.Number("thinking_tokens") ?? 0,
        };
    }

    private static ModelAnswer ReadContent(ModelAnswer answer, JsonElement block) => block.Text("type") switch
    {
        "text" => answer with { Text = answer.Text + block.Text("text"), CitedUrl = block.Items("citations").Select(static citation => citation.Text("url")).FirstOrDefault() ?? answer.CitedUrl },
        "thinking" => answer with { Reasoning = answer.Reasoning + block.Text("thinking"), Signature = block.Text("signature") },
        "tool_use" => answer with { Calls = [.. answer.Calls, new ToolUse(block.Text("id")!, block.Text("name")!, Json.Compact(block.GetProperty("input")))] },
        var other => throw new InvalidOperationException($"A block of type {other}."),
    };

    /// <summary>Assembles a stream as Anthropic's SDK does, and checks the order of its events.</summary>
    private static ModelAnswer ReadStream(string body)
    {
        JsonObject? message = null;
        var blocks = new List<JsonObject>();
        var open = -1;
        var arguments = "";
        string? error = null;
        var isComplete = false;
        foreach (var item in Json.Events(body))
        {
            switch (item.Text("type"))
            {
                case "message_start":
                    message = JsonNode.Parse(item.GetProperty("message").GetRawText())!.AsObject();
                    break;
                case "content_block_start":
                    open.ShouldBe(-1);
                    open = item.GetProperty("index").GetInt32();
                    open.ShouldBe(blocks.Count);
                    blocks.Add(JsonNode.Parse(item.GetProperty("content_block").GetRawText())!.AsObject());
                    arguments = "";
                    break;
                case "content_block_delta":
                    item.GetProperty("index").GetInt32().ShouldBe(open);
                    AddDelta(blocks[open], item.GetProperty("delta"), ref arguments);
                    break;
                case "content_block_stop":
                    item.GetProperty("index").GetInt32().ShouldBe(open);
                    if (blocks[open]["type"]!.GetValue<string>() == "tool_use") blocks[open]["input"] = JsonNode.Parse(arguments.Length == 0 ? "{}" : arguments);
                    open = -1;
                    break;
                case "message_delta":
                    message!["stop_reason"] = item.GetProperty("delta").Text("stop_reason");
                    foreach (var count in item.GetProperty("usage").EnumerateObject())
                    {
                        if (count.Value.ValueKind == JsonValueKind.Null) continue;
                        message!["usage"]![count.Name] = JsonNode.Parse(count.Value.GetRawText());
                    }

                    break;
                case "message_stop":
                    open.ShouldBe(-1);
                    isComplete = true;
                    break;
                case "error":
                    error = item.GetProperty("error").Text("message");
                    break;
                case "ping":
                    break;
                case var other:
                    throw new InvalidOperationException($"An event of type {other}.");
            }
        }

        message!["content"] = new JsonArray([.. blocks]);
        return ReadMessage(JsonElement.Parse(message.ToJsonString())) with { IsComplete = isComplete, Error = error };
    }

    private static void AddDelta(JsonObject block, JsonElement delta, ref string arguments)
    {
        switch (delta.Text("type"))
        {
            case "text_delta":
                block["text"] = block["text"]!.GetValue<string>() + delta.Text("text");
                break;
            case "thinking_delta":
                block["thinking"] = block["thinking"]!.GetValue<string>() + delta.Text("thinking");
                break;
            case "signature_delta":
                block["signature"] = delta.Text("signature");
                break;
            case "input_json_delta":
                arguments += delta.Text("partial_json");
                break;
            case "citations_delta":
                if (block["citations"] is not JsonArray citations) block["citations"] = citations = [];
                citations.Add(JsonNode.Parse(delta.GetProperty("citation").GetRawText()));
                break;
            case var other:
                throw new InvalidOperationException($"A delta of type {other}.");
        }
    }

    private static string Block(JsonObject block, int index)
    {
        var type = block["type"]!.GetValue<string>();
        var (empty, deltas) = type switch
        {
            "text" => (new JsonObject { ["type"] = "text", ["text"] = "" }, Json.Fragments(block["text"]!.GetValue<string>()).Select(static fragment => new JsonObject { ["type"] = "text_delta", ["text"] = fragment })),
            "thinking" => (new JsonObject { ["type"] = "thinking", ["thinking"] = "", ["signature"] = "" }, Json.Fragments(block["thinking"]!.GetValue<string>()).Select(static fragment => new JsonObject { ["type"] = "thinking_delta", ["thinking"] = fragment }).Append(new JsonObject { ["type"] = "signature_delta", ["signature"] = block["signature"]!.GetValue<string>() })),
            _ => (new JsonObject { ["type"] = "tool_use", ["id"] = block["id"]!.GetValue<string>(), ["name"] = block["name"]!.GetValue<string>(), ["input"] = new JsonObject() }, Json.Fragments(Json.Compact(block["input"]!)).Select(static fragment => new JsonObject { ["type"] = "input_json_delta", ["partial_json"] = fragment })),
        };
        if (block["citations"] is JsonArray citations) deltas = deltas.Append(new JsonObject { ["type"] = "citations_delta", ["citation"] = citations[0]!.DeepClone() });
        return Json.Named(new JsonObject { ["type"] = "content_block_start", ["index"] = index, ["content_block"] = empty })
            + string.Concat(deltas.Select(delta => Json.Named(new JsonObject { ["type"] = "content_block_delta", ["index"] = index, ["delta"] = delta })))
            + Json.Named(new JsonObject { ["type"] = "content_block_stop", ["index"] = index });
    }

    private static IEnumerable<JsonObject> AnswerBlocks(ModelAnswer answer, JsonElement request)
    {
        answer = answer.TruncateAt(request.Items("stop_sequences").Select(static stop => stop.GetString()!));
        if (answer.Reasoning is { } reasoningText) yield return new JsonObject { ["type"] = "thinking", ["thinking"] = reasoningText, ["signature"] = answer.Signature ?? "c2lnbmF0dXJl" };
        var text = answer.Text + answer.Refusal;
        if (text.Length > 0)
        {
            var block = new JsonObject { ["type"] = "text", ["text"] = text };
            if (answer.CitedUrl is { } url) block["citations"] = new JsonArray(new JsonObject { ["type"] = "web_search_result_location", ["url"] = url, ["title"] = "A page", ["cited_text"] = "it says", ["encrypted_index"] = "aW5kZXg=" });
            yield return block;
        }

        foreach (var call in answer.Calls) yield return new JsonObject { ["type"] = "tool_use", ["id"] = call.Id, ["name"] = call.Name, ["input"] = JsonNode.Parse(call.Arguments) };
        if (answer.CustomCall is { } custom) yield return new JsonObject { ["type"] = "tool_use", ["id"] = custom.Id, ["name"] = custom.Name, ["input"] = new JsonObject { ["input"] = custom.Arguments } };
    }

    private static string Reason(ModelAnswer answer) => answer.Refusal is not null ? "refusal" : answer.FinishReason switch { "stop" => "end_turn", "length" => "max_tokens", "tool_calls" => "tool_use", _ => "refusal" };

    private static JsonObject Usage(ModelAnswer answer) => new()
    {
        ["input_tokens"] = answer.InputTokens - answer.CachedTokens,
        ["cache_read_input_tokens"] = answer.CachedTokens,
        ["cache_creation_input_tokens"] = 0,
        ["output_tokens"] = answer.OutputTokens,
        ["output_tokens_details"] = answer.ReasoningTokens > 0 ? new JsonObject { ["thinking_tokens"] = answer.ReasoningTokens } : null,
    };

    private static JsonNode Content(ModelRequest request)
    {
        if (request.IsOnlyText) return request.Text;
        var blocks = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = request.Text });
        if (request.MoreText is { } more) blocks.Add(new JsonObject { ["type"] = "text", ["text"] = more });
        if (request.ImageUrl is { } url) blocks.Add(new JsonObject { ["type"] = "image", ["source"] = new JsonObject { ["type"] = "url", ["url"] = url } });
        if (request.ImageData is { } data) blocks.Add(Image(data));
        if (request.Document is { } document) blocks.Add(Media("document", Json.Pdf, document));
        if (request.DocumentAsImage is { } shown) blocks.Add(Media("image", Json.Pdf, shown));
        if (request.DocumentUrl is { } address) blocks.Add(Document(new JsonObject { ["type"] = "url", ["url"] = address }));
        if (request.TextFile is { } text)
            blocks.Add(Document(new JsonObject { ["type"] = "text", ["media_type"] = "text/plain", ["data"] = text }));
        return blocks;
    }

    private static JsonObject Image(string data) => Media("image", Json.Png, data);

    private static JsonObject Media(string type, string mediaType, string data) =>
        new() { ["type"] = type, ["source"] = new JsonObject { ["type"] = "base64", ["media_type"] = mediaType, ["data"] = data } };

    private static JsonObject Document(JsonObject source) => new() { ["type"] = "document", ["source"] = source };

    private static string? Data(IEnumerable<JsonElement> sources, string mediaType) =>
        sources.Where(source => source.Text("media_type") == mediaType).Select(static source => source.Text("data")).FirstOrDefault();

    private static void Add(JsonArray messages, ToolRound round)
    {
        var content = new JsonArray();
        if (round.Reasoning is { } reasoningText) content.Add(new JsonObject { ["type"] = "thinking", ["thinking"] = reasoningText, ["signature"] = round.Signature ?? "c2lnbmF0dXJl" });
        foreach (var call in round.Calls) content.Add(new JsonObject { ["type"] = "tool_use", ["id"] = call.Id, ["name"] = call.Name, ["input"] = JsonNode.Parse(call.Arguments) });
        messages.Add(new JsonObject { ["role"] = "assistant", ["content"] = content });
        messages.Add(new JsonObject { ["role"] = "user", ["content"] = new JsonArray([.. round.Results.Select(Result)]) });
    }

    private static JsonObject Result(ToolResult result)
    {
        var block = new JsonObject { ["type"] = "tool_result", ["tool_use_id"] = result.Id };
        if (result is { MoreText: null, ImageData: null, Document: null })
        {
            block["content"] = result.Text;
        }
        else
        {
            var content = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = result.Text });
            if (result.MoreText is { } more) content.Add(new JsonObject { ["type"] = "text", ["text"] = more });
            if (result.ImageData is { } data) content.Add(Image(data));
            if (result.Document is { } document) content.Add(Media("document", Json.Pdf, document));
            block["content"] = content;
        }

        if (result.IsError) block["is_error"] = true;
        return block;
    }

    private static ToolRound? ReadRound(List<JsonElement> messages)
    {
        var assistant = messages.Find(static message => message.Text("role") == "assistant");
        if (assistant.ValueKind == JsonValueKind.Undefined) return null;
        ToolUse[] calls = [.. Blocks(assistant, "tool_use").Select(static block => new ToolUse(block.Text("id")!, block.Text("name")!, Json.Compact(block.GetProperty("input"))))];
        var after = messages.SkipWhile(static message => message.Text("role") != "assistant").Skip(1).ToList();
        ToolResult[] results = [.. after.SelectMany(static message => Blocks(message, "tool_result")).Select(static block => new ToolResult(block.Text("tool_use_id")!, Texts(block.Of("content"))[0])
        {
            MoreText = Texts(block.Of("content")) is [_, var more, ..] ? more : null,
            IsError = block.Of("is_error")?.GetBoolean() ?? false,
            ImageData = Data(Sources(block, "image"), Json.Png),
            Document = Data(Sources(block, "document"), Json.Pdf),
        })];
        if (results.Length > 0)
        {
            // A client of another dialect has them in a message after the results.
            results[0] = results[0] with
            {
                ImageData = results[0].ImageData ?? Data(after.SelectMany(static message => Sources(message, "image")), Json.Png),
                Document = results[0].Document ?? Data(after.SelectMany(static message => Sources(message, "document")), Json.Pdf),
            };
        }

        var reasoningText = Blocks(assistant, "thinking").FirstOrDefault();
        return new ToolRound(calls, results) { Reasoning = reasoningText.Text("thinking"), Signature = reasoningText.Text("signature") };
    }

    private static IEnumerable<JsonElement> Sources(JsonElement holder, string type) =>
        Blocks(holder, type).Select(static block => block.Of("source")!.Value);

    private static IEnumerable<JsonElement> Blocks(JsonElement message, string type) => message.Items("content").Where(block => block.Text("type") == type);

    private static List<string> Texts(JsonElement? content) => content switch
    {
        null => [],
        { ValueKind: JsonValueKind.String } text => [text.GetString()!],
        { } blocks => [.. blocks.EnumerateArray().Where(static block => block.Text("type") == "text").Select(static block => block.Text("text")!)],
    };
}
