using System.Text.Json;
using System.Text.Json.Nodes;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Gateway.Conformance.TestDialects;

/// <summary>The test dialect of OpenAI Responses (platform.openai.com/docs/api-reference/responses).</summary>
internal sealed class ResponsesTestDialect : ITestDialect
{
    public string Name => "openai-responses";

    public string Path => "/v1/responses";

    public JsonObject WriteRequest(ModelRequest request)
    {
        var input = new JsonArray();
        if (request.Developer is { } developer) input.Add(Message("developer", developer));
        input.Add(new JsonObject { ["type"] = "message", ["role"] = "user", ["content"] = Content(request) });
        if (request.ToolRound is { } round) Add(input, round);
        if (request.Compaction is { } compaction) input.Add(new JsonObject { ["type"] = "compaction", ["id"] = "cmp_1", ["encrypted_content"] = compaction });
        if (request.Compacts) input.Add(new JsonObject { ["type"] = "compaction_trigger" });
        var body = new JsonObject { ["input"] = input, ["store"] = false };
        if (request.System is { } system) body["instructions"] = system;
        if (request.Tools.Length > 0 || request.CustomTool is not null) body["tools"] = Tools(request);
        if (request.ToolChoice is { } choice) body["tool_choice"] = choice is "auto" or "none" or "required" ? choice : new JsonObject { ["type"] = "function", ["name"] = choice };
        if (request.ParallelToolCalls is { } parallel) body["parallel_tool_calls"] = parallel;
        if (request.Format == "json_object") body["text"] = new JsonObject { ["format"] = new JsonObject { ["type"] = "json_object" } };
        if (request.Format == "json_schema") body["text"] = new JsonObject { ["format"] = new JsonObject { ["type"] = "json_schema", ["name"] = "file", ["strict"] = true, ["schema"] = Json.Schema } };
        if (request.Temperature is { } temperature) body["temperature"] = temperature;
        if (request.TopP is { } topP) body["top_p"] = topP;
        if (request.MaxTokens is { } maxTokens) body["max_output_tokens"] = maxTokens;
        if (request.ReasoningEffort is { } effort) body["reasoning"] = new JsonObject { ["effort"] = effort };
        if (request.User is { } user) body["user"] = user;
        if (request.Metadata is { } run) body["metadata"] = new JsonObject { ["run"] = run };
        if (request.Logprobs) (body["include"], body["top_logprobs"]) = (new JsonArray("message.output_text.logprobs"), 2);
        return body;
    }

    public ModelRequest ReadRequest(JsonElement body)
    {
        var items = body.Items("input").ToList();
        var user = items.First(static item => item.Text("role") == "user");
        var texts = Texts(user.Of("content"));
        var images = user.Items("content").Where(static part => part.Text("type") == "input_image").Select(static part => part.Text("image_url")!).ToList();
        var choice = body.Of("tool_choice");
        return new ModelRequest
        {
            System = body.Text("instructions") ?? Joined(items, "system"),
            Developer = Joined(items, "developer"),
            Text = texts[0],
            MoreText = texts.Count > 1 ? texts[1] : null,
            ImageUrl = images.Find(static url => url.StartsWith("http", StringComparison.Ordinal)),
            ImageData = images.Find(static url => url.StartsWith("data:image/png;base64,", StringComparison.Ordinal))?["data:image/png;base64,".Length..],
            Document = File(user.Items("content"), Json.Pdf),
            DocumentAsImage = images.Select(static url => Json.DataOf(url, Json.Pdf)).FirstOrDefault(static data => data is not null),
            DocumentUrl = user.Items("content").Select(static part => part.Text("file_url")).FirstOrDefault(static url => url is not null),
            TextFile = Json.Decode(File(user.Items("content"), Json.Csv)),
            Audio = user.Items("content").Select(static part => part.Of("input_audio")?.Text("data"))
                .FirstOrDefault(static data => data is not null),
            ToolRound = ReadRound(items),
            Tools = [.. body.Items("tools").Where(static tool => tool.Text("type") == "function").Select(static tool => tool.Text("name")!)],
            CustomTool = body.Items("tools").Where(static tool => tool.Text("type") == "custom").Select(static tool => tool.Text("name")).FirstOrDefault(),
            ToolChoice = choice is { ValueKind: JsonValueKind.String } mode ? mode.GetString() : choice?.Text("name"),
            ParallelToolCalls = body.Of("parallel_tool_calls")?.GetBoolean(),
            Format = body.Of("text")?.Of("format")?.Text("type"),
            Temperature = body.Of("temperature")?.GetDouble(),
            TopP = body.Of("top_p")?.GetDouble(),
            MaxTokens = body.Of("max_output_tokens")?.GetInt32(),
            ReasoningEffort = body.Of("reasoning")?.Text("effort"),
            User = body.Text("user") ?? body.Text("safety_identifier"),
            Metadata = body.Of("metadata")?.Text("run"),
            Compacts = items.Exists(static item => item.Text("type") == "compaction_trigger"),
            Compaction = items.Where(static item => item.Text("type") == "compaction").Select(static item => item.Text("encrypted_content")).FirstOrDefault(),
            Logprobs = body.Items("include").Any(static include => include.GetString() == "message.output_text.logprobs"),
        };
    }

    public string WriteResponse(ModelAnswer answer, JsonElement request) => Response(answer, "completed").ToJsonString();

    public string WriteStream(ModelAnswer answer, JsonElement request)
    {
        var number = 0;
        string Event(string type, JsonObject data)
        {
            data["type"] = type;
            data["sequence_number"] = number++;
            return Json.Named(data);
        }

        var events = Event("response.created", new JsonObject { ["response"] = Response(answer, "in_progress") });
        events += Event("response.in_progress", new JsonObject { ["response"] = Response(answer, "in_progress") });
        var index = 0;
        foreach (var item in Items(answer))
        {
            events += Item(item, index, Event);
            index++;
        }

        if (answer.Error is { } error)
        {
            var failed = Response(answer, "failed");
            failed["error"] = new JsonObject { ["code"] = "server_error", ["message"] = error };
            return events + Event("response.failed", new JsonObject { ["response"] = failed });
        }

        return events + Event(answer.FinishReason is "length" or "content_filter" ? "response.incomplete" : "response.completed", new JsonObject { ["response"] = Response(answer, "completed") });
    }

    public ModelAnswer ReadResponse(GatewayAnswer response, bool streamed) => streamed ? ReadStream(response.Body) : ReadWhole(response.Json);

    private static ModelAnswer ReadWhole(JsonElement response)
    {
        var answer = new ModelAnswer { FinishReason = "stop" };
        foreach (var item in response.Items("output"))
        {
            answer = item.Text("type") switch
            {
                "message" => item.Items("content").Aggregate(answer, ReadContent),
                "reasoning" => answer with { Reasoning = answer.Reasoning + string.Concat(item.Items("summary").Concat(item.Items("content")).Select(static part => part.Text("text"))), Signature = item.Text("encrypted_content") },
                "function_call" => answer with { Calls = [.. answer.Calls, new ToolUse(item.Text("call_id")!, item.Text("name")!, item.Text("arguments")!)], FinishReason = "tool_calls" },
                "custom_tool_call" => answer with { CustomCall = new ToolUse(item.Text("call_id")!, item.Text("name")!, item.Text("input")!), FinishReason = "tool_calls" },
                "compaction" => answer with { IsCompaction = true },
                var other => throw new InvalidOperationException($"An item of type {other}."),
            };
        }

        var usage = response.Of("usage");
        return answer with
        {
            FinishReason = response.Of("incomplete_details")?.Text("reason") switch { null => answer.FinishReason, "max_output_tokens" => "length", var reason => reason },
            InputTokens = usage?.Number("input_tokens") ?? 0,
            CachedTokens = usage?.Of("input_tokens_details")?.Number("cached_tokens") ?? 0,
            OutputTokens = usage?.Number("output_tokens") ?? 0,
            ReasoningTokens = usage?.Of("output_tokens_details")?.Number("reasoning_tokens") ?? 0,
            Error = response.Of("error")?.Text("message"),
        };
    }

    private static ModelAnswer ReadContent(ModelAnswer answer, JsonElement part) => part.Text("type") == "refusal"
        ? answer with { Refusal = answer.Refusal + part.Text("refusal") }
        : answer with
        {
            Text = answer.Text + part.Text("text"),
            CitedUrl = part.Items("annotations").Select(static annotation => annotation.Text("url")).FirstOrDefault() ?? answer.CitedUrl,
            Logprobs = answer.Logprobs || part.Items("logprobs").Any(),
        };

    /// <summary>Checks the sequence numbers, and that the deltas match the last event.</summary>
    private static ModelAnswer ReadStream(string body)
    {
        var number = 0;
        var text = "";
        ModelAnswer? answer = null;
        var names = new List<string>();
        foreach (var item in Json.Events(body))
        {
            item.GetProperty("sequence_number").GetInt32().ShouldBe(number++);
            var type = item.Text("type")!;
            names.Add(type);
            if (type == "response.output_text.delta") text += item.Text("delta");
            if (type is "response.completed" or "response.incomplete" or "response.failed") answer = ReadWhole(item.GetProperty("response")) with { IsComplete = type != "response.failed" };
        }

        names[0].ShouldBe("response.created");
        answer.ShouldNotBeNull();
        if (answer.Error is null) answer.Text.ShouldBe(text);
        return answer with { Text = text };
    }

    private static string Item(JsonObject item, int index, Func<string, JsonObject, string> write)
    {
        JsonObject At(JsonObject data)
        {
            data["output_index"] = index;
            data["item_id"] = item["id"]!.GetValue<string>();
            return data;
        }

        var empty = item.DeepClone().AsObject();
        empty["status"] = "in_progress";
        empty[item["type"]!.GetValue<string>() switch { "message" => "content", "reasoning" => "summary", "function_call" => "arguments", _ => "input" }] = item["type"]!.GetValue<string>() is "message" or "reasoning" ? new JsonArray() : "";
        var events = write("response.output_item.added", new JsonObject { ["output_index"] = index, ["item"] = empty });
        switch (item["type"]!.GetValue<string>())
        {
            case "message":
                var part = item["content"]![0]!.AsObject();
                var (field, name) = part.ContainsKey("refusal") ? ("refusal", "response.refusal") : ("text", "response.output_text");
                var emptyPart = part.DeepClone().AsObject();
                emptyPart[field] = "";
                events += write("response.content_part.added", At(new JsonObject { ["content_index"] = 0, ["part"] = emptyPart }));
                foreach (var fragment in Json.Fragments(part[field]!.GetValue<string>())) events += write($"{name}.delta", At(new JsonObject { ["content_index"] = 0, ["delta"] = fragment, ["logprobs"] = part["logprobs"]?.DeepClone() }));
                if (part["annotations"] is JsonArray { Count: > 0 } annotations) events += write("response.output_text.annotation.added", At(new JsonObject { ["content_index"] = 0, ["annotation_index"] = 0, ["annotation"] = annotations[0]!.DeepClone() }));
                events += write($"{name}.done", At(new JsonObject { ["content_index"] = 0, [field] = part[field]!.GetValue<string>() }));
                events += write("response.content_part.done", At(new JsonObject { ["content_index"] = 0, ["part"] = part.DeepClone() }));
                break;
            case "reasoning":
                var reasoningText = item["summary"]![0]!["text"]!.GetValue<string>();
                events += write("response.reasoning_summary_part.added", At(new JsonObject { ["summary_index"] = 0, ["part"] = new JsonObject { ["type"] = "summary_text", ["text"] = "" } }));
                foreach (var fragment in Json.Fragments(reasoningText)) events += write("response.reasoning_summary_text.delta", At(new JsonObject { ["summary_index"] = 0, ["delta"] = fragment }));
                events += write("response.reasoning_summary_text.done", At(new JsonObject { ["summary_index"] = 0, ["text"] = reasoningText }));
                events += write("response.reasoning_summary_part.done", At(new JsonObject { ["summary_index"] = 0, ["part"] = new JsonObject { ["type"] = "summary_text", ["text"] = reasoningText } }));
                break;
            case "function_call":
                foreach (var fragment in Json.Fragments(item["arguments"]!.GetValue<string>())) events += write("response.function_call_arguments.delta", At(new JsonObject { ["delta"] = fragment }));
                events += write("response.function_call_arguments.done", At(new JsonObject { ["arguments"] = item["arguments"]!.GetValue<string>() }));
                break;
            default:
                foreach (var fragment in Json.Fragments(item["input"]!.GetValue<string>())) events += write("response.custom_tool_call_input.delta", At(new JsonObject { ["delta"] = fragment }));
                events += write("response.custom_tool_call_input.done", At(new JsonObject { ["input"] = item["input"]!.GetValue<string>() }));
                break;
        }

        return events + write("response.output_item.done", new JsonObject { ["output_index"] = index, ["item"] = item.DeepClone() });
    }

    private static JsonObject Response(ModelAnswer answer, string status)
    {
        var response = new JsonObject { ["id"] = "resp_up", ["object"] = "response", ["created_at"] = 1763600000, ["model"] = "upstream-name", ["status"] = status, ["error"] = null, ["incomplete_details"] = null };
        if (status != "completed")
        {
            response["output"] = new JsonArray();
            return response;
        }

        if (answer.FinishReason is "length" or "content_filter")
        {
            response["status"] = "incomplete";
            response["incomplete_details"] = new JsonObject { ["reason"] = answer.FinishReason == "length" ? "max_output_tokens" : "content_filter" };
        }

        response["output"] = new JsonArray([.. Items(answer)]);
        response["usage"] = new JsonObject
        {
            ["input_tokens"] = answer.InputTokens,
            ["input_tokens_details"] = new JsonObject { ["cached_tokens"] = answer.CachedTokens },
            ["output_tokens"] = answer.OutputTokens,
            ["output_tokens_details"] = new JsonObject { ["reasoning_tokens"] = answer.ReasoningTokens },
            ["total_tokens"] = answer.InputTokens + answer.OutputTokens,
        };
        return response;
    }

    private static IEnumerable<JsonObject> Items(ModelAnswer answer)
    {
        if (answer.Reasoning is { } reasoningText) yield return new JsonObject { ["type"] = "reasoning", ["id"] = "rs_up", ["summary"] = new JsonArray(new JsonObject { ["type"] = "summary_text", ["text"] = reasoningText }), ["encrypted_content"] = answer.Signature };
        if (answer.Text.Length > 0)
        {
            var part = new JsonObject { ["type"] = "output_text", ["text"] = answer.Text, ["annotations"] = new JsonArray() };
            if (answer.CitedUrl is { } url) part["annotations"] = new JsonArray(new JsonObject { ["type"] = "url_citation", ["start_index"] = 0, ["end_index"] = answer.Text.Length, ["url"] = url, ["title"] = "A page" });
            if (answer.Logprobs) part["logprobs"] = new JsonArray(new JsonObject { ["token"] = "a", ["logprob"] = -0.5, ["bytes"] = new JsonArray(97), ["top_logprobs"] = new JsonArray() });
            yield return new JsonObject { ["type"] = "message", ["id"] = "msg_up", ["status"] = "completed", ["role"] = "assistant", ["content"] = new JsonArray(part) };
        }

        if (answer.Refusal is { } refusal) yield return new JsonObject { ["type"] = "message", ["id"] = "msg_no", ["status"] = "completed", ["role"] = "assistant", ["content"] = new JsonArray(new JsonObject { ["type"] = "refusal", ["refusal"] = refusal }) };
        foreach (var call in answer.Calls) yield return new JsonObject { ["type"] = "function_call", ["id"] = $"fc_{call.Id}", ["status"] = "completed", ["call_id"] = call.Id, ["name"] = call.Name, ["arguments"] = call.Arguments };
        if (answer.CustomCall is { } custom) yield return new JsonObject { ["type"] = "custom_tool_call", ["id"] = "ctc_up", ["status"] = "completed", ["call_id"] = custom.Id, ["name"] = custom.Name, ["input"] = custom.Arguments };
    }

    private static JsonArray Tools(ModelRequest request)
    {
        var tools = new JsonArray();
        foreach (var name in request.Tools) tools.Add(new JsonObject { ["type"] = "function", ["name"] = name, ["description"] = $"Does {name}.", ["parameters"] = Json.Schema, ["strict"] = false });
        if (request.CustomTool is { } custom) tools.Add(new JsonObject { ["type"] = "custom", ["name"] = custom, ["description"] = "Takes text." });
        return tools;
    }

    private static JsonObject Message(string role, string text) => new() { ["type"] = "message", ["role"] = role, ["content"] = new JsonArray(new JsonObject { ["type"] = "input_text", ["text"] = text }) };

    private static JsonArray Content(ModelRequest request)
    {
        var parts = new JsonArray(new JsonObject { ["type"] = "input_text", ["text"] = request.Text });
        if (request.MoreText is { } more) parts.Add(new JsonObject { ["type"] = "input_text", ["text"] = more });
        if (request.ImageUrl is { } url) parts.Add(new JsonObject { ["type"] = "input_image", ["image_url"] = url });
        if (request.ImageData is { } data) parts.Add(Image(data));
        if (request.Document is { } document) parts.Add(FilePart("a.pdf", $"data:{Json.Pdf};base64,{document}"));
        if (request.DocumentAsImage is { } shown)
            parts.Add(new JsonObject { ["type"] = "input_image", ["image_url"] = $"data:{Json.Pdf};base64,{shown}" });
        if (request.DocumentUrl is { } address) parts.Add(new JsonObject { ["type"] = "input_file", ["file_url"] = address });
        if (request.TextFile is { } text) parts.Add(FilePart("a.csv", $"data:{Json.Csv};base64,{Json.Base64(text)}"));
        if (request.Audio is { } audio)
        {
            var content = new JsonObject { ["data"] = audio, ["format"] = "wav" };
            parts.Add(new JsonObject { ["type"] = "input_audio", ["input_audio"] = content });
        }

        return parts;
    }

    private static JsonObject FilePart(string name, string data) =>
        new() { ["type"] = "input_file", ["filename"] = name, ["file_data"] = data };

    /// <summary>The base64 of the first file of a type.</summary>
    private static string? File(IEnumerable<JsonElement> parts, string mediaType) =>
        parts.Select(part => Json.DataOf(part.Text("file_data"), mediaType)).FirstOrDefault(static data => data is not null);

    private static JsonObject Image(string data) => new() { ["type"] = "input_image", ["image_url"] = $"data:{Json.Png};base64,{data}" };

    private static void Add(JsonArray input, ToolRound round)
    {
        if (round.Reasoning is { } reasoningText) input.Add(new JsonObject { ["type"] = "reasoning", ["id"] = "rs_1", ["summary"] = new JsonArray(new JsonObject { ["type"] = "summary_text", ["text"] = reasoningText }), ["content"] = null, ["encrypted_content"] = round.Signature });
        foreach (var call in round.Calls) input.Add(new JsonObject { ["type"] = "function_call", ["call_id"] = call.Id, ["name"] = call.Name, ["arguments"] = call.Arguments });
        foreach (var result in round.Results)
        {
            JsonNode output = result.Text;
            if (result is not { MoreText: null, ImageData: null, Document: null })
            {
                var parts = new JsonArray(new JsonObject { ["type"] = "input_text", ["text"] = result.Text });
                if (result.MoreText is { } more) parts.Add(new JsonObject { ["type"] = "input_text", ["text"] = more });
                if (result.ImageData is { } data) parts.Add(Image(data));
                if (result.Document is { } document) parts.Add(FilePart("a.pdf", $"data:{Json.Pdf};base64,{document}"));
                output = parts;
            }

            input.Add(new JsonObject { ["type"] = "function_call_output", ["call_id"] = result.Id, ["output"] = output });
        }
    }

    private static ToolRound? ReadRound(List<JsonElement> items)
    {
        ToolUse[] calls = [.. items.Where(static item => item.Text("type") == "function_call").Select(static item => new ToolUse(item.Text("call_id")!, item.Text("name")!, item.Text("arguments")!))];
        if (calls.Length == 0) return null;
        ToolResult[] results = [.. items.Where(static item => item.Text("type") == "function_call_output").Select(static item => new ToolResult(item.Text("call_id")!, Texts(item.Of("output"))[0])
        {
            MoreText = Texts(item.Of("output")) is [_, var more, ..] ? more : null,
            ImageData = item.Items("output").Select(static part => part.Text("image_url")?.Split(',')[1]).FirstOrDefault(static data => data is not null),
            Document = File(item.Items("output"), Json.Pdf),
        })];
        if (results.Length > 0 && results[0].ImageData is null && items.SkipWhile(static item => item.Text("type") != "function_call").SelectMany(static item => item.Items("content")).Select(static part => part.Text("image_url")?.Split(',')[1]).FirstOrDefault(static data => data is not null) is { } separateImage)
            results[0] = results[0] with { ImageData = separateImage };
        if (results.Length > 0)
        {
            var after = items.SkipWhile(static item => item.Text("type") != "function_call")
                .SelectMany(static item => item.Items("content"));
            results[0] = results[0] with { Document = results[0].Document ?? File(after, Json.Pdf) };
        }

        var reasoning = items.Find(static item => item.Text("type") == "reasoning");
        return new ToolRound(calls, results)
        {
            Reasoning = reasoning.ValueKind == JsonValueKind.Undefined ? null : reasoning.Items("summary").Select(static part => part.Text("text")).FirstOrDefault(),
            Signature = reasoning.Text("encrypted_content"),
        };
    }

    private static string? Joined(List<JsonElement> items, string role)
    {
        List<string> texts = [.. items.Where(item => item.Text("role") == role).SelectMany(static item => Texts(item.Of("content")))];
        return texts.Count == 0 ? null : string.Join("\n\n", texts);
    }

    private static List<string> Texts(JsonElement? content) => content switch
    {
        null => [],
        { ValueKind: JsonValueKind.String } text => [text.GetString()!],
        { } parts => [.. parts.EnumerateArray().Where(static part => part.Text("text") is not null).Select(static part => part.Text("text")!)],
    };
}
