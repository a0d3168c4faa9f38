namespace JusInfer.Clients.Upstream;

/// <summary>Writes Responses answers as OpenAI does, event by event (platform.openai.com/docs/api-reference/responses-streaming).</summary>
internal static class ResponsesWire
{
    /// <summary>The encrypted content of every reasoning item, which clients must return unchanged.</summary>
    public const string Encrypted = "gAAAAABscripted-reasoning==";

    private const string ThinkingText = "Let me think about it.";
    private const long Created = 1_763_600_000;

    public static string Whole(ModelRequest request, Answer answer) =>
        Json.Serialize(Response(request, Ids.New("resp_"), "completed", [.. Parts(request, answer).Select(static part => part.Done)]));

    public static IEnumerable<string> Streamed(ModelRequest request, Answer answer)
    {
        var (sequence, id, done) = (-1, Ids.New("resp_"), new List<object>());
        yield return Event("response.created", new() { ["response"] = Response(request, id, "in_progress", []) });
        yield return Event("response.in_progress", new() { ["response"] = Response(request, id, "in_progress", []) });
        foreach (var part in Parts(request, answer))
        {
            yield return Event("response.output_item.added", new() { ["output_index"] = done.Count, ["item"] = part.Added });
            foreach (var (type, data) in part.Events) yield return Event(type, new(data) { ["item_id"] = part.Id, ["output_index"] = done.Count });
            yield return Event("response.output_item.done", new() { ["output_index"] = done.Count, ["item"] = part.Done });
            done.Add(part.Done);
        }

        yield return Event("response.completed", new() { ["response"] = Response(request, id, "completed", [.. done]) });

        string Event(string type, Dictionary<string, object> data)
        {
            (data["type"], data["sequence_number"]) = (type, ++sequence);
            return $"event: {type}\ndata: {Json.Serialize(data)}\n\n";
        }
    }

    public static string Error(int status, string message) =>
        Json.Serialize(new { error = new { message, type = status == 401 ? "authentication_error" : "invalid_request_error", param = (string?)null, code = (string?)null } });

    private static IEnumerable<Part> Parts(ModelRequest request, Answer answer)
    {
        if (request.IncludesReasoning) yield return Reasoning(Ids.New("rs_"));
        if (answer.Text.Length > 0) yield return Message(Ids.New("msg_"), answer.Text);
        foreach (var call in answer.Calls) yield return Function(Ids.New("fc_"), Ids.Call(), call);
    }

    private static Part Reasoning(string id)
    {
        var summary = new { type = "summary_text", text = ThinkingText };
        return new Part(
            id,
            new { id, type = "reasoning", summary = Array.Empty<object>() },
            [
                ("response.reasoning_summary_part.added", new() { ["summary_index"] = 0, ["part"] = new { type = "summary_text", text = "" } }),
                .. Deltas("response.reasoning_summary_text.delta", ThinkingText, static delta => new() { ["summary_index"] = 0, ["delta"] = delta }),
                ("response.reasoning_summary_text.done", new() { ["summary_index"] = 0, ["text"] = ThinkingText }),
                ("response.reasoning_summary_part.done", new() { ["summary_index"] = 0, ["part"] = summary }),
            ],
            new { id, type = "reasoning", summary = new[] { summary }, encrypted_content = Encrypted });
    }

    private static Part Message(string id, string text)
    {
        var whole = Text(text);
        return new Part(
            id,
            new { id, type = "message", status = "in_progress", role = "assistant", content = Array.Empty<object>() },
            [
                ("response.content_part.added", new() { ["content_index"] = 0, ["part"] = Text("") }),
                .. Deltas("response.output_text.delta", text, static delta => new() { ["content_index"] = 0, ["delta"] = delta, ["logprobs"] = Array.Empty<object>() }),
                ("response.output_text.done", new() { ["content_index"] = 0, ["text"] = text, ["logprobs"] = Array.Empty<object>() }),
                ("response.content_part.done", new() { ["content_index"] = 0, ["part"] = whole }),
            ],
            new { id, type = "message", status = "completed", role = "assistant", content = new[] { whole } });

        static object Text(string text) => new { type = "output_text", text, annotations = Array.Empty<object>(), logprobs = Array.Empty<object>() };
    }

    private static Part Function(string id, string call_id, ToolCall call) => new(
        id,
        new { id, type = "function_call", status = "in_progress", call_id, name = call.Name, arguments = "" },
        [
            .. Deltas("response.function_call_arguments.delta", call.Arguments, static delta => new() { ["delta"] = delta }),
            ("response.function_call_arguments.done", new() { ["arguments"] = call.Arguments }),
        ],
        new { id, type = "function_call", status = "completed", call_id, name = call.Name, arguments = call.Arguments });

    private static IEnumerable<(string Type, Dictionary<string, object> Data)> Deltas(string type, string text, Func<string, Dictionary<string, object>> data) =>
        Json.Pieces(text).Select(piece => (type, data(piece)));

    private static object Response(ModelRequest request, string id, string status, object[] output) => new
    {
        id,
        @object = "response",
        created_at = Created,
        status,
        background = false,
        error = (object?)null,
        incomplete_details = (object?)null,
        instructions = (string?)null,
        max_output_tokens = (int?)null,
        model = request.Model,
        output,
        parallel_tool_calls = true,
        previous_response_id = (string?)null,
        reasoning = new { effort = (string?)null, summary = (string?)null },
        store = false,
        temperature = 1.0,
        text = new { format = new { type = "text" } },
        tool_choice = "auto",
        tools = Array.Empty<object>(),
        top_p = 1.0,
        truncation = "disabled",
        usage = status == "completed"
            ? new
            {
                input_tokens = request.InputTokens,
                input_tokens_details = new { cached_tokens = TokenCounts.Cached },
                output_tokens = TokenCounts.Output,
                output_tokens_details = new { reasoning_tokens = 0 },
                total_tokens = request.InputTokens + TokenCounts.Output,
            }
            : null,
        user = (string?)null,
        metadata = new { },
    };

    /// <summary>An output item: when it is added, the events in between, and when it is done.</summary>
    private sealed record Part(string Id, object Added, IReadOnlyList<(string Type, Dictionary<string, object> Data)> Events, object Done);
}
