using System.Text.Json;
using System.Text.Json.Nodes;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Gateway.Conformance.TestDialects;

/// <summary>OpenAI Responses (platform.openai.com/docs/api-reference/responses).</summary>
internal sealed class ResponsesTestDialect : ITestDialect
{
    public string Name => "openai-responses";

    public string Path => "/v1/responses";

    public JsonObject WriteRequest(ModelRequest question)
    {
        var input = new JsonArray();
        if (question.Developer is { } developer) input.Add(Message("developer", developer));
        input.Add(new JsonObject { ["type"] = "message", ["role"] = "user", ["content"] = Content(question) });
        if (question.ToolRound is { } round) Add(input, round);
        var body = new JsonObject { ["input"] = input, ["store"] = false };
        if (question.System is { } system) body["instructions"] = system;
        if (question.Tools.Length > 0 || question.CustomTool is not null) body["tools"] = Tools(question);
        if (question.ToolChoice is { } choice) body["tool_choice"] = choice is "auto" or "none" or "required" ? choice : new JsonObject { ["type"] = "function", ["name"] = choice };
        if (question.ParallelToolCalls is { } parallel) body["parallel_tool_calls"] = parallel;
        if (question.Format == "json_object") body["text"] = new JsonObject { ["format"] = new JsonObject { ["type"] = "json_object" } };
        if (question.Format == "json_schema") body["text"] = new JsonObject { ["format"] = new JsonObject { ["type"] = "json_schema", ["name"] = "file", ["strict"] = true, ["schema"] = Json.Schema } };
        if (question.Temperature is { } temperature) body["temperature"] = temperature;
        if (question.TopP is { } topP) body["top_p"] = topP;
        if (question.MaxTokens is { } most) body["max_output_tokens"] = most;
        if (question.ReasoningEffort is { } effort) body["reasoning"] = new JsonObject { ["effort"] = effort };
        if (question.User is { } user) body["user"] = user;
        if (question.Metadata is { } run) body["metadata"] = new JsonObject { ["run"] = run };
        if (question.Logprobs) (body["include"], body["top_logprobs"]) = (new JsonArray("message.output_text.logprobs"), 2);
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
            Document = user.Items("content").Where(static part => part.Text("type") == "input_file").Select(static part => part.Text("file_data")!.Split(',')[1]).FirstOrDefault(),
            ToolRound = ReadRound(items),
            Tools = [.. body.Items("tools").Where(static tool => tool.Text("type") == "function").Select(static tool => tool.Text("name")!)],
            CustomTool = body.Items("tools").Where(static tool => tool.Text("type") == "custom").Select(static tool => tool.Text("name")).FirstOrDefault(),
            ToolChoice = choice is { ValueKind: JsonValueKind.String } word ? word.GetString() : choice?.Text("name"),
            ParallelToolCalls = body.Of("parallel_tool_calls")?.GetBoolean(),
            Format = body.Of("text")?.Of("format")?.Text("type"),
            Temperature = body.Of("temperature")?.GetDouble(),
            TopP = body.Of("top_p")?.GetDouble(),
            MaxTokens = body.Of("max_output_tokens")?.GetInt32(),
            ReasoningEffort = body.Of("reasoning")?.Text("effort"),
            User = body.Text("user") ?? body.Text("safety_identifier"),
            Metadata = body.Of("metadata")?.Text("run"),
            Logprobs = body.Items("include").Any(static include => include.GetString() == "message.output_text.logprobs"),
        };
    }

    public string WriteResponse(ModelAnswer said, JsonElement asked) => Response(said, "completed").ToJsonString();

    public string WriteStream(ModelAnswer said, JsonElement asked)
    {
        var number = 0;
        string Event(string type, JsonObject data)
        {
            data["type"] = type;
            data["sequence_number"] = number++;
            return Json.Named(data);
        }

        var events = Event("response.created", new JsonObject { ["response"] = Response(said, "in_progress") });
        events += Event("response.in_progress", new JsonObject { ["response"] = Response(said, "in_progress") });
        var index = 0;
        foreach (var item in Items(said))
        {
            events += Item(item, index, Event);
            index++;
        }

        if (said.Error is { } error)
        {
            var failed = Response(said, "failed");
            failed["error"] = new JsonObject { ["code"] = "server_error", ["message"] = error };
            return events + Event("response.failed", new JsonObject { ["response"] = failed });
        }

        return events + Event(said.FinishReason is "length" or "content_filter" ? "response.incomplete" : "response.completed", new JsonObject { ["response"] = Response(said, "completed") });
    }

    public ModelAnswer ReadResponse(GatewayAnswer answer, bool streamed) => streamed ? HearStream(answer.Body) : HearResponse(answer.Json);

    private static ModelAnswer HearResponse(JsonElement response)
    {
        var said = new ModelAnswer { FinishReason = "stop" };
        foreach (var item in response.Items("output"))
        {
            said = item.Text("type") switch
            {
                "message" => item.Items("content").Aggregate(said, Hear),
                "reasoning" => said with { Reasoning = said.Reasoning + string.Concat(item.Items("summary").Concat(item.Items("content")).Select(static part => part.Text("text"))), Signature = item.Text("encrypted_content") },
                "function_call" => said with { Calls = [.. said.Calls, new ToolUse(item.Text("call_id")!, item.Text("name")!, item.Text("arguments")!)], FinishReason = "tool_calls" },
                "custom_tool_call" => said with { CustomCall = new ToolUse(item.Text("call_id")!, item.Text("name")!, item.Text("input")!), FinishReason = "tool_calls" },
                var other => throw new InvalidOperationException($"An item of type {other}."),
            };
        }

        var usage = response.Of("usage");
        return said with
        {
            FinishReason = response.Of("incomplete_details")?.Text("reason") switch { null => said.FinishReason, "max_output_tokens" => "length", var reason => reason },
            InputTokens = usage?.Number("input_tokens") ?? 0,
            CachedTokens = usage?.Of("input_tokens_details")?.Number("cached_tokens") ?? 0,
            OutputTokens = usage?.Number("output_tokens") ?? 0,
            ReasoningTokens = usage?.Of("output_tokens_details")?.Number("reasoning_tokens") ?? 0,
            Error = response.Of("error")?.Text("message"),
        };
    }

    private static ModelAnswer Hear(ModelAnswer said, JsonElement part) => part.Text("type") == "refusal"
        ? said with { Refusal = said.Refusal + part.Text("refusal") }
        : said with
        {
            Text = said.Text + part.Text("text"),
            CitedUrl = part.Items("annotations").Select(static annotation => annotation.Text("url")).FirstOrDefault() ?? said.CitedUrl,
            Logprobs = said.Logprobs || part.Items("logprobs").Any(),
        };

    /// <summary>Insists on the numbering, and that what was told piece by piece is what the last event says.</summary>
    private static ModelAnswer HearStream(string body)
    {
        var number = 0;
        var text = "";
        ModelAnswer? said = null;
        var names = new List<string>();
        foreach (var item in Json.Events(body))
        {
            item.GetProperty("sequence_number").GetInt32().ShouldBe(number++);
            var type = item.Text("type")!;
            names.Add(type);
            if (type == "response.output_text.delta") text += item.Text("delta");
            if (type is "response.completed" or "response.incomplete" or "response.failed") said = HearResponse(item.GetProperty("response")) with { IsComplete = type != "response.failed" };
        }

        names[0].ShouldBe("response.created");
        said.ShouldNotBeNull();
        if (said.Error is null) said.Text.ShouldBe(text);
        return said with { Text = text };
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
                foreach (var piece in Json.Pieces(part[field]!.GetValue<string>())) events += write($"{name}.delta", At(new JsonObject { ["content_index"] = 0, ["delta"] = piece, ["logprobs"] = part["logprobs"]?.DeepClone() }));
                if (part["annotations"] is JsonArray { Count: > 0 } annotations) events += write("response.output_text.annotation.added", At(new JsonObject { ["content_index"] = 0, ["annotation_index"] = 0, ["annotation"] = annotations[0]!.DeepClone() }));
                events += write($"{name}.done", At(new JsonObject { ["content_index"] = 0, [field] = part[field]!.GetValue<string>() }));
                events += write("response.content_part.done", At(new JsonObject { ["content_index"] = 0, ["part"] = part.DeepClone() }));
                break;
            case "reasoning":
                var thought = item["summary"]![0]!["text"]!.GetValue<string>();
                events += write("response.reasoning_summary_part.added", At(new JsonObject { ["summary_index"] = 0, ["part"] = new JsonObject { ["type"] = "summary_text", ["text"] = "" } }));
                foreach (var piece in Json.Pieces(thought)) events += write("response.reasoning_summary_text.delta", At(new JsonObject { ["summary_index"] = 0, ["delta"] = piece }));
                events += write("response.reasoning_summary_text.done", At(new JsonObject { ["summary_index"] = 0, ["text"] = thought }));
                events += write("response.reasoning_summary_part.done", At(new JsonObject { ["summary_index"] = 0, ["part"] = new JsonObject { ["type"] = "summary_text", ["text"] = thought } }));
                break;
            case "function_call":
                foreach (var piece in Json.Pieces(item["arguments"]!.GetValue<string>())) events += write("response.function_call_arguments.delta", At(new JsonObject { ["delta"] = piece }));
                events += write("response.function_call_arguments.done", At(new JsonObject { ["arguments"] = item["arguments"]!.GetValue<string>() }));
                break;
            default:
                foreach (var piece in Json.Pieces(item["input"]!.GetValue<string>())) events += write("response.custom_tool_call_input.delta", At(new JsonObject { ["delta"] = piece }));
                events += write("response.custom_tool_call_input.done", At(new JsonObject { ["input"] = item["input"]!.GetValue<string>() }));
                break;
        }

        return events + write("response.output_item.done", new JsonObject { ["output_index"] = index, ["item"] = item.DeepClone() });
    }

    private static JsonObject Response(ModelAnswer said, string status)
    {
        var response = new JsonObject { ["id"] = "resp_up", ["object"] = "response", ["created_at"] = 1763600000, ["model"] = "upstream-name", ["status"] = status, ["error"] = null, ["incomplete_details"] = null };
        if (status != "completed")
        {
            response["output"] = new JsonArray();
            return response;
        }

        if (said.FinishReason is "length" or "content_filter")
        {
            response["status"] = "incomplete";
            response["incomplete_details"] = new JsonObject { ["reason"] = said.FinishReason == "length" ? "max_output_tokens" : "content_filter" };
        }

        response["output"] = new JsonArray([.. Items(said)]);
        response["usage"] = new JsonObject
        {
            ["input_tokens"] = said.InputTokens,
            ["input_tokens_details"] = new JsonObject { ["cached_tokens"] = said.CachedTokens },
            ["output_tokens"] = said.OutputTokens,
            ["output_tokens_details"] = new JsonObject { ["reasoning_tokens"] = said.ReasoningTokens },
            ["total_tokens"] = said.InputTokens + said.OutputTokens,
        };
        return response;
    }

    private static IEnumerable<JsonObject> Items(ModelAnswer said)
    {
        if (said.Reasoning is { } thought) yield return new JsonObject { ["type"] = "reasoning", ["id"] = "rs_up", ["summary"] = new JsonArray(new JsonObject { ["type"] = "summary_text", ["text"] = thought }), ["encrypted_content"] = said.Signature };
        if (said.Text.Length > 0)
        {
            var part = new JsonObject { ["type"] = "output_text", ["text"] = said.Text, ["annotations"] = new JsonArray() };
            if (said.CitedUrl is { } url) part["annotations"] = new JsonArray(new JsonObject { ["type"] = "url_citation", ["start_index"] = 0, ["end_index"] = said.Text.Length, ["url"] = url, ["title"] = "A page" });
            if (said.Logprobs) part["logprobs"] = new JsonArray(new JsonObject { ["token"] = "a", ["logprob"] = -0.5, ["bytes"] = new JsonArray(97), ["top_logprobs"] = new JsonArray() });
            yield return new JsonObject { ["type"] = "message", ["id"] = "msg_up", ["status"] = "completed", ["role"] = "assistant", ["content"] = new JsonArray(part) };
        }

        if (said.Refusal is { } refusal) yield return new JsonObject { ["type"] = "message", ["id"] = "msg_no", ["status"] = "completed", ["role"] = "assistant", ["content"] = new JsonArray(new JsonObject { ["type"] = "refusal", ["refusal"] = refusal }) };
        foreach (var call in said.Calls) yield return new JsonObject { ["type"] = "function_call", ["id"] = $"fc_{call.Id}", ["status"] = "completed", ["call_id"] = call.Id, ["name"] = call.Name, ["arguments"] = call.Arguments };
        if (said.CustomCall is { } custom) yield return new JsonObject { ["type"] = "custom_tool_call", ["id"] = "ctc_up", ["status"] = "completed", ["call_id"] = custom.Id, ["name"] = custom.Name, ["input"] = custom.Arguments };
    }

    private static JsonArray Tools(ModelRequest question)
    {
        var tools = new JsonArray();
        foreach (var name in question.Tools) tools.Add(new JsonObject { ["type"] = "function", ["name"] = name, ["description"] = $"Does {name}.", ["parameters"] = Json.Schema, ["strict"] = false });
        if (question.CustomTool is { } custom) tools.Add(new JsonObject { ["type"] = "custom", ["name"] = custom, ["description"] = "Takes text." });
        return tools;
    }

    private static JsonObject Message(string role, string text) => new() { ["type"] = "message", ["role"] = role, ["content"] = new JsonArray(new JsonObject { ["type"] = "input_text", ["text"] = text }) };

    private static JsonArray Content(ModelRequest question)
    {
        var parts = new JsonArray(new JsonObject { ["type"] = "input_text", ["text"] = question.Text });
        if (question.MoreText is { } more) parts.Add(new JsonObject { ["type"] = "input_text", ["text"] = more });
        if (question.ImageUrl is { } url) parts.Add(new JsonObject { ["type"] = "input_image", ["image_url"] = url });
        if (question.ImageData is { } data) parts.Add(Picture(data));
        if (question.Document is { } document) parts.Add(new JsonObject { ["type"] = "input_file", ["filename"] = "a.pdf", ["file_data"] = $"data:application/pdf;base64,{document}" });
        return parts;
    }

    private static JsonObject Picture(string data) => new() { ["type"] = "input_image", ["image_url"] = $"data:{Json.Png};base64,{data}" };

    private static void Add(JsonArray input, ToolRound round)
    {
        if (round.Reasoning is { } thought) input.Add(new JsonObject { ["type"] = "reasoning", ["id"] = "rs_1", ["summary"] = new JsonArray(new JsonObject { ["type"] = "summary_text", ["text"] = thought }), ["content"] = null, ["encrypted_content"] = round.Signature });
        foreach (var call in round.Calls) input.Add(new JsonObject { ["type"] = "function_call", ["call_id"] = call.Id, ["name"] = call.Name, ["arguments"] = call.Arguments });
        foreach (var result in round.Results)
        {
            JsonNode output = result.Text;
            if (result is not { MoreText: null, ImageData: null })
            {
                var parts = new JsonArray(new JsonObject { ["type"] = "input_text", ["text"] = result.Text });
                if (result.MoreText is { } more) parts.Add(new JsonObject { ["type"] = "input_text", ["text"] = more });
                if (result.ImageData is { } data) parts.Add(Picture(data));
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
        })];
        if (results.Length > 0 && results[0].ImageData is null && items.SkipWhile(static item => item.Text("type") != "function_call").SelectMany(static item => item.Items("content")).Select(static part => part.Text("image_url")?.Split(',')[1]).FirstOrDefault(static data => data is not null) is { } beside)
            results[0] = results[0] with { ImageData = beside };
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
