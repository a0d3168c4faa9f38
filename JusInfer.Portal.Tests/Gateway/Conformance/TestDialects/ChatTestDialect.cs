using System.Text.Json;
using System.Text.Json.Nodes;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Gateway.Conformance.TestDialects;

/// <summary>The test dialect of Chat Completions (platform.openai.com/docs/api-reference/chat).</summary>
internal sealed class ChatTestDialect : ITestDialect
{
    public string Name => "openai-chat";

    public string Path => "/v1/chat/completions";

    public JsonObject WriteRequest(ModelRequest request)
    {
        var messages = new JsonArray();
        if (request.System is { } system) messages.Add(new JsonObject { ["role"] = "system", ["content"] = request.HasCacheControl ? new JsonArray(Marked(system)) : system });
        if (request.Developer is { } developer) messages.Add(new JsonObject { ["role"] = "developer", ["content"] = developer });
        messages.Add(new JsonObject { ["role"] = "user", ["content"] = Content(request) });
        if (request.ToolRound is { } round) Add(messages, round);
        var body = new JsonObject { ["messages"] = messages };
        if (request.Tools.Length > 0 || request.CustomTool is not null) body["tools"] = Tools(request);
        if (request.ToolChoice is { } choice) body["tool_choice"] = choice is "auto" or "none" or "required" ? choice : new JsonObject { ["type"] = "function", ["function"] = new JsonObject { ["name"] = choice } };
        if (request.ParallelToolCalls is { } parallel) body["parallel_tool_calls"] = parallel;
        if (request.Format == "json_object") body["response_format"] = new JsonObject { ["type"] = "json_object" };
        if (request.Format == "json_schema") body["response_format"] = new JsonObject { ["type"] = "json_schema", ["json_schema"] = new JsonObject { ["name"] = "file", ["strict"] = true, ["schema"] = Json.Schema } };
        if (request.Stop.Length > 0) body["stop"] = new JsonArray([.. request.Stop]);
        if (request.Temperature is { } temperature) body["temperature"] = temperature;
        if (request.TopP is { } topP) body["top_p"] = topP;
        if (request.Seed is { } seed) body["seed"] = seed;
        if (request.MaxTokens is { } maxTokens) body["max_tokens"] = maxTokens;
        if (request.ReasoningEffort is { } effort) body["reasoning_effort"] = effort;
        if (request.User is { } user) body["user"] = user;
        if (request.Metadata is { } run) body["metadata"] = new JsonObject { ["run"] = run };
        if (request.Logprobs) (body["logprobs"], body["top_logprobs"]) = (true, 2);
        if (request.Choices is { } answers) body["n"] = answers;
        return body;
    }

    public ModelRequest ReadRequest(JsonElement body)
    {
        var messages = body.Items("messages").ToList();
        var user = messages.First(static message => message.Text("role") == "user");
        var texts = Texts(user);
        var images = user.Items("content").Where(static part => part.Text("type") == "image_url").Select(static part => part.Of("image_url")!.Value.Text("url")!).ToList();
        var files = user.Items("content").Where(static part => part.Text("type") == "file")
            .Select(static part => part.Of("file")!.Value.Text("file_data")!).ToList();
        return new ModelRequest
        {
            System = Joined(messages, "system"),
            HasCacheControl = messages.Any(static message => message.Text("role") == "system" && message.Items("content").Any(static part => part.Of("cache_control") is not null)),
            Developer = Joined(messages, "developer"),
            Text = texts[0],
            MoreText = texts.Count > 1 ? texts[1] : null,
            ImageUrl = images.Find(static url => url.StartsWith("http", StringComparison.Ordinal)),
            ImageData = images.Find(static url => url.StartsWith("data:image/png;base64,", StringComparison.Ordinal))?["data:image/png;base64,".Length..],
            Document = files.Select(static data => Json.DataOf(data, Json.Pdf)).FirstOrDefault(static data => data is not null),
            DocumentAsImage = images.Select(static url => Json.DataOf(url, Json.Pdf)).FirstOrDefault(static data => data is not null),
            DocumentUrl = files.Find(static data => data.StartsWith("http", StringComparison.Ordinal)),
            TextFile = Json.Decode(files.Select(static data => Json.DataOf(data, Json.Csv))
                .FirstOrDefault(static text => text is not null)),
            Audio = user.Items("content").Select(static part => part.Of("input_audio")?.Text("data"))
                .FirstOrDefault(static data => data is not null),
            ToolRound = ReadRound(messages),
            Tools = [.. body.Items("tools").Where(static tool => tool.Text("type") == "function" && tool.Of("function")!.Value.Of("parameters")?.Of("properties")?.Of("path") is not null).Select(static tool => tool.Of("function")!.Value.Text("name")!)],
            CustomTool = body.Items("tools").Select(static tool => tool.Of("custom")?.Text("name") ?? (tool.Of("function")?.Of("parameters")?.Of("properties")?.Of("input") is null ? null : tool.Of("function")!.Value.Text("name"))).FirstOrDefault(static name => name is not null),
            ToolChoice = body.Of("tool_choice") is { } choice ? choice.ValueKind == JsonValueKind.String ? choice.GetString() : choice.Of("function")!.Value.Text("name") : null,
            ParallelToolCalls = body.Of("parallel_tool_calls")?.GetBoolean(),
            Format = body.Of("response_format") is { } format ? format.Text("type") : null,
            Stop = body.Of("stop") is { ValueKind: JsonValueKind.String } one ? [one.GetString()!] : [.. body.Items("stop").Select(static stop => stop.GetString()!)],
            Temperature = body.Of("temperature")?.GetDouble(),
            TopP = body.Of("top_p")?.GetDouble(),
            Seed = body.Of("seed")?.GetInt32(),
            MaxTokens = (body.Of("max_completion_tokens") ?? body.Of("max_tokens"))?.GetInt32(),
            ReasoningEffort = body.Text("reasoning_effort"),
            User = body.Text("user") ?? body.Text("safety_identifier"),
            Metadata = body.Of("metadata")?.Text("run"),
            Logprobs = body.Of("logprobs")?.GetBoolean() ?? false,
            Choices = body.Of("n")?.GetInt32(),
        };
    }

    public string WriteResponse(ModelAnswer answer, JsonElement request)
    {
        answer = answer.TruncateAt(request.Items("stop").Select(static stop => stop.GetString()!));
        var message = new JsonObject { ["role"] = "assistant", ["content"] = answer.Text.Length > 0 ? answer.Text : null, ["refusal"] = answer.Refusal };
        if (answer.Reasoning is { } reasoningText) message["reasoning_content"] = reasoningText;
        if (answer.CitedUrl is { } url) message["annotations"] = new JsonArray(Citation(url, answer.Text.Length));
        if (Calls(answer, request) is { Count: > 0 } calls) message["tool_calls"] = calls;
        return new JsonObject
        {
            ["id"] = "chatcmpl-up",
            ["object"] = "chat.completion",
            ["created"] = 1763600000,
            ["model"] = "upstream-name",
            ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["message"] = message, ["logprobs"] = answer.Logprobs ? Logprobs() : null, ["finish_reason"] = answer.FinishReason }),
            ["usage"] = Usage(answer),
        }.ToJsonString();
    }

    public string WriteStream(ModelAnswer answer, JsonElement request)
    {
        answer = answer.TruncateAt(request.Items("stop").Select(static stop => stop.GetString()!));
        var events = Chunk(new JsonObject { ["role"] = "assistant", ["content"] = "" });
        if (answer.Reasoning is { } reasoningText) events += string.Concat(Json.Fragments(reasoningText).Select(static fragment => Chunk(new JsonObject { ["reasoning_content"] = fragment })));
        if (answer.Text.Length > 0) events += string.Concat(Json.Fragments(answer.Text).Select(fragment => Chunk(new JsonObject { ["content"] = fragment }, logprobs: answer.Logprobs ? Logprobs() : null)));
        if (answer.CitedUrl is { } url) events += Chunk(new JsonObject { ["annotations"] = new JsonArray(Citation(url, answer.Text.Length)) });
        if (answer.Refusal is { } refusal) events += string.Concat(Json.Fragments(refusal).Select(static fragment => Chunk(new JsonObject { ["refusal"] = fragment })));
        if (answer.Error is { } error) return events + Json.Data(new JsonObject { ["error"] = new JsonObject { ["message"] = error, ["type"] = "server_error" } });
        foreach (var (call, index) in Calls(answer, request).Select(static (call, index) => (call!.AsObject(), index)))
        {
            var (kind, text) = call.ContainsKey("custom") ? ("custom", "input") : ("function", "arguments");
            var written = call[kind]![text]!.GetValue<string>();
            events += Chunk(Call(new JsonObject { ["index"] = index, ["id"] = call["id"]!.GetValue<string>(), ["type"] = kind, [kind] = new JsonObject { ["name"] = call[kind]!["name"]!.GetValue<string>(), [text] = "" } }));
            events += string.Concat(Json.Fragments(written).Select(fragment => Chunk(Call(new JsonObject { ["index"] = index, [kind] = new JsonObject { [text] = fragment } }))));
        }

        events += Chunk([], answer.FinishReason);
        return events + Json.Data(new JsonObject { ["id"] = "chatcmpl-up", ["object"] = "chat.completion.chunk", ["created"] = 1763600000, ["model"] = "upstream-name", ["choices"] = new JsonArray(), ["usage"] = Usage(answer) }) + "data: [DONE]\n\n";
    }

    public ModelAnswer ReadResponse(GatewayAnswer response, bool streamed) => streamed ? ReadStream(response) : ReadWhole(response.Json);

    private static ModelAnswer ReadWhole(JsonElement body)
    {
        var choice = body.Items("choices").First();
        var message = choice.Of("message")!.Value;
        return WithUsage(body.Of("usage"), new ModelAnswer
        {
            Text = message.Text("content") ?? "",
            Reasoning = message.Text("reasoning_content"),
            Refusal = message.Text("refusal"),
            CitedUrl = message.Items("annotations").Select(static annotation => annotation.Of("url_citation")!.Value.Text("url")).FirstOrDefault(),
            Calls = [.. message.Items("tool_calls").Where(static call => call.Text("type") == "function").Select(static call => new ToolUse(call.Text("id")!, call.Of("function")!.Value.Text("name")!, call.Of("function")!.Value.Text("arguments")!))],
            CustomCall = message.Items("tool_calls").Where(static call => call.Text("type") == "custom").Select(static call => new ToolUse(call.Text("id")!, call.Of("custom")!.Value.Text("name")!, call.Of("custom")!.Value.Text("input")!)).FirstOrDefault(),
            FinishReason = choice.Text("finish_reason")!,
            Logprobs = choice.Of("logprobs") is not null,
        });
    }

    private static ModelAnswer ReadStream(GatewayAnswer response)
    {
        var answer = new ModelAnswer { IsComplete = response.IsDone, FinishReason = "" };
        var calls = new SortedDictionary<int, (string Id, string Name, string Arguments, bool Custom)>();
        foreach (var chunk in response.Chunks)
        {
            chunk.Text("object").ShouldBe("chat.completion.chunk");
            if (chunk.Of("error") is { } error) answer = answer with { Error = error.Text("message") };
            if (chunk.Of("usage") is { } usage) answer = WithUsage(usage, answer);
            foreach (var choice in chunk.Items("choices"))
            {
                var delta = choice.GetProperty("delta");
                answer = answer with
                {
                    Text = answer.Text + delta.Text("content"),
                    Reasoning = delta.Text("reasoning_content") is { } reasoningText ? answer.Reasoning + reasoningText : answer.Reasoning,
                    Refusal = delta.Text("refusal") is { } refusal ? answer.Refusal + refusal : answer.Refusal,
                    CitedUrl = delta.Items("annotations").Select(static annotation => annotation.Of("url_citation")!.Value.Text("url")).FirstOrDefault() ?? answer.CitedUrl,
                    FinishReason = choice.Text("finish_reason") ?? answer.FinishReason,
                    Logprobs = answer.Logprobs || choice.Of("logprobs") is not null,
                };
                foreach (var call in delta.Items("tool_calls")) AddDelta(calls, call);
            }
        }

        return answer with
        {
            Calls = [.. calls.Values.Where(static call => !call.Custom).Select(static call => new ToolUse(call.Id, call.Name, call.Arguments))],
            CustomCall = calls.Values.Where(static call => call.Custom).Select(static call => new ToolUse(call.Id, call.Name, call.Arguments)).FirstOrDefault(),
        };
    }

    private static void AddDelta(SortedDictionary<int, (string Id, string Name, string Arguments, bool Custom)> calls, JsonElement call)
    {
        var index = call.GetProperty("index").GetInt32();
        var (id, name, arguments, isCustom) = calls.GetValueOrDefault(index);
        if (call.Of("custom") is { } custom) calls[index] = (id ?? call.Text("id")!, name ?? custom.Text("name")!, arguments + custom.Text("input"), true);
        else calls[index] = (id ?? call.Text("id")!, name ?? call.GetProperty("function").Text("name")!, arguments + call.GetProperty("function").GetProperty("arguments").GetString(), isCustom);
    }

    private static ModelAnswer WithUsage(JsonElement? usage, ModelAnswer answer) => usage is not { } counts ? answer : answer with
    {
        InputTokens = counts.Number("prompt_tokens"),
        CachedTokens = counts.Of("prompt_tokens_details")?.Number("cached_tokens") ?? 0,
        OutputTokens = counts.Number("completion_tokens"),
        ReasoningTokens = counts.Of("completion_tokens_details")?.Number("reasoning_tokens") ?? 0,
    };

    private static JsonObject Usage(ModelAnswer answer) => new()
    {
        ["prompt_tokens"] = answer.InputTokens,
        ["completion_tokens"] = answer.OutputTokens,
        ["total_tokens"] = answer.InputTokens + answer.OutputTokens,
        ["prompt_tokens_details"] = new JsonObject { ["cached_tokens"] = answer.CachedTokens },
        ["completion_tokens_details"] = new JsonObject { ["reasoning_tokens"] = answer.ReasoningTokens },
    };

    private static JsonArray Calls(ModelAnswer answer, JsonElement request)
    {
        var calls = new JsonArray();
        foreach (var call in answer.Calls) calls.Add(new JsonObject { ["id"] = call.Id, ["type"] = "function", ["function"] = new JsonObject { ["name"] = call.Name, ["arguments"] = call.Arguments } });

        if (answer.CustomCall is not { } custom) return calls;
        var isNative = request.Items("tools").Any(static tool => tool.Text("type") == "custom");
        calls.Add(isNative
            ? new JsonObject { ["id"] = custom.Id, ["type"] = "custom", ["custom"] = new JsonObject { ["name"] = custom.Name, ["input"] = custom.Arguments } }
            : new JsonObject { ["id"] = custom.Id, ["type"] = "function", ["function"] = new JsonObject { ["name"] = custom.Name, ["arguments"] = new JsonObject { ["input"] = custom.Arguments }.ToJsonString() } });
        return calls;
    }

    private static JsonObject Call(JsonObject delta) => new() { ["tool_calls"] = new JsonArray(delta) };

    private static string Chunk(JsonObject delta, string? finish = null, JsonObject? logprobs = null) => Json.Data(new JsonObject
    {
        ["id"] = "chatcmpl-up",
        ["object"] = "chat.completion.chunk",
        ["created"] = 1763600000,
        ["model"] = "upstream-name",
        ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["delta"] = delta, ["logprobs"] = logprobs, ["finish_reason"] = finish }),
    });

    private static JsonObject Logprobs() => new() { ["content"] = new JsonArray(new JsonObject { ["token"] = "a", ["logprob"] = -0.5, ["bytes"] = new JsonArray(97), ["top_logprobs"] = new JsonArray() }), ["refusal"] = null };

    private static JsonObject Citation(string url, int end) => new() { ["type"] = "url_citation", ["url_citation"] = new JsonObject { ["start_index"] = 0, ["end_index"] = end, ["url"] = url, ["title"] = "A page" } };

    private static JsonObject Marked(string text) => new() { ["type"] = "text", ["text"] = text, ["cache_control"] = new JsonObject { ["type"] = "ephemeral" } };

    private static JsonArray Tools(ModelRequest request)
    {
        var tools = new JsonArray();
        foreach (var name in request.Tools) tools.Add(new JsonObject { ["type"] = "function", ["function"] = new JsonObject { ["name"] = name, ["description"] = $"Does {name}.", ["parameters"] = Json.Schema } });
        if (request.CustomTool is { } custom) tools.Add(new JsonObject { ["type"] = "custom", ["custom"] = new JsonObject { ["name"] = custom, ["description"] = "Takes text." } });
        return tools;
    }

    private static JsonNode Content(ModelRequest request)
    {
        if (request.IsOnlyText) return request.Text;
        var parts = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = request.Text });
        if (request.MoreText is { } more) parts.Add(new JsonObject { ["type"] = "text", ["text"] = more });
        if (request.ImageUrl is { } url) parts.Add(new JsonObject { ["type"] = "image_url", ["image_url"] = new JsonObject { ["url"] = url } });
        if (request.ImageData is { } data) parts.Add(new JsonObject { ["type"] = "image_url", ["image_url"] = new JsonObject { ["url"] = $"data:{Json.Png};base64,{data}" } });
        if (request.Document is { } document) parts.Add(File("a.pdf", $"data:{Json.Pdf};base64,{document}"));
        if (request.DocumentAsImage is { } shown) parts.Add(Image($"data:{Json.Pdf};base64,{shown}"));
        if (request.TextFile is { } text) parts.Add(File("a.csv", $"data:{Json.Csv};base64,{Json.Base64(text)}"));
        if (request.Audio is { } audio)
        {
            var input = new JsonObject { ["data"] = audio, ["format"] = "wav" };
            parts.Add(new JsonObject { ["type"] = "input_audio", ["input_audio"] = input });
        }

        return parts;
    }

    private static JsonObject Image(string url) => new() { ["type"] = "image_url", ["image_url"] = new JsonObject { ["url"] = url } };

    private static JsonObject File(string name, string data) =>
        new() { ["type"] = "file", ["file"] = new JsonObject { ["filename"] = name, ["file_data"] = data } };

    private static void Add(JsonArray messages, ToolRound round)
    {
        var assistant = new JsonObject { ["role"] = "assistant", ["content"] = null };
        if (round.Reasoning is { } reasoningText) assistant["reasoning_content"] = reasoningText;
        assistant["tool_calls"] = new JsonArray([.. round.Calls.Select(static call => new JsonObject { ["id"] = call.Id, ["type"] = "function", ["function"] = new JsonObject { ["name"] = call.Name, ["arguments"] = call.Arguments } })]);
        messages.Add(assistant);
        foreach (var result in round.Results)
        {
            JsonNode content = result.MoreText is { } more ? new JsonArray(new JsonObject { ["type"] = "text", ["text"] = result.Text }, new JsonObject { ["type"] = "text", ["text"] = more }) : result.Text;
            messages.Add(new JsonObject { ["role"] = "tool", ["tool_call_id"] = result.Id, ["content"] = content });
        }

        foreach (var result in round.Results)
        {
            if (result.ImageData is { } image) messages.Add(Shown(Image($"data:{Json.Png};base64,{image}")));
            if (result.Document is { } document) messages.Add(Shown(File("a.pdf", $"data:{Json.Pdf};base64,{document}")));
        }
    }

    /// <summary>The message with what a tool's result cannot have.</summary>
    private static JsonObject Shown(JsonObject part) => new() { ["role"] = "user", ["content"] = new JsonArray(part) };

    private static ToolRound? ReadRound(List<JsonElement> messages)
    {
        var assistant = messages.Find(static message => message.Of("tool_calls") is not null);
        if (assistant.ValueKind == JsonValueKind.Undefined) return null;
        ToolUse[] calls = [.. assistant.Items("tool_calls").Select(static call => new ToolUse(call.Text("id")!, call.Of("function")!.Value.Text("name")!, call.Of("function")!.Value.Text("arguments")!))];
        var image = messages.Where(static message => message.Text("role") == "user").Skip(1).SelectMany(static message => message.Items("content")).Select(static part => part.Of("image_url")?.Text("url")?.Split(',')[1]).FirstOrDefault(static data => data is not null);
        var document = messages.Where(static message => message.Text("role") == "user").Skip(1)
            .SelectMany(static message => message.Items("content"))
            .Select(static part => Json.DataOf(part.Of("file")?.Text("file_data"), Json.Pdf))
            .FirstOrDefault(static data => data is not null);
        ToolResult[] results = [.. messages.Where(static message => message.Text("role") == "tool").Select((message, index) => new ToolResult(message.Text("tool_call_id")!, Texts(message)[0])
        {
            MoreText = Texts(message) is [_, var more, ..] ? more : null,
            ImageData = index == 0 ? image : null,
            Document = index == 0 ? document : null,
        })];
        return new ToolRound(calls, results) { Reasoning = assistant.Text("reasoning_content") };
    }

    private static string? Joined(List<JsonElement> messages, string role)
    {
        List<string> texts = [.. messages.Where(message => message.Text("role") == role).SelectMany(Texts)];
        return texts.Count == 0 ? null : string.Join("\n\n", texts);
    }

    private static List<string> Texts(JsonElement message) => message.Of("content") is { ValueKind: JsonValueKind.String } text
        ? [text.GetString()!]
        : [.. message.Items("content").Where(static part => part.Text("type") == "text").Select(static part => part.Text("text")!)];
}
