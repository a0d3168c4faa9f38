namespace JusInfer.Clients.Upstream;

/// <summary>
/// Writes Chat Completions answers as OpenAI does, chunk by chunk (platform.openai.com/docs/api-reference/chat-streaming).
/// </summary>
internal static class ChatWire
{
    private const long Created = 1_763_600_000;

    public static string Whole(ModelRequest request, Answer answer)
    {
        var calls = answer.Calls.Select(static call => new { id = Ids.Call(), type = "function", function = new { name = call.Name, arguments = call.Arguments } });
        object message = answer.Calls.Count == 0
            ? new { role = "assistant", content = answer.Text, refusal = (string?)null }
            : new { role = "assistant", content = answer.Text.Length > 0 ? answer.Text : null, tool_calls = calls, refusal = (string?)null };
        return Json.Serialize(new
        {
            id = Ids.New("chatcmpl-"),
            @object = "chat.completion",
            created = Created,
            model = request.Model,
            choices = new[] { new { index = 0, message, logprobs = (object?)null, finish_reason = Finish(answer) } },
            usage = Usage(request),
            service_tier = "default",
            system_fingerprint = "fp_scripted",
        });
    }

    public static IEnumerable<string> Streamed(ModelRequest request, Answer answer)
    {
        var id = Ids.New("chatcmpl-");
        yield return Delta(new { role = "assistant", content = answer.Calls.Count == 0 || answer.Text.Length > 0 ? "" : null, refusal = (string?)null });
        foreach (var piece in Json.Pieces(answer.Text)) yield return Delta(new { content = piece });
        for (var at = 0; at < answer.Calls.Count; at++)
        {
            var (index, call) = (at, answer.Calls[at]);
            yield return Delta(new { tool_calls = new[] { new { index, id = Ids.Call(), type = "function", function = new { name = call.Name, arguments = "" } } } });
            foreach (var piece in Json.Pieces(call.Arguments)) yield return Delta(new { tool_calls = new[] { new { index, function = new { arguments = piece } } } });
        }

        yield return Chunk([new { index = 0, delta = new { }, logprobs = (object?)null, finish_reason = Finish(answer) }], usage: null);
        if (request.IncludesUsage) yield return Chunk([], Usage(request));
        yield return "data: [DONE]\n\n";

        string Delta(object delta) => Chunk([new { index = 0, delta, logprobs = (object?)null, finish_reason = (string?)null }], usage: null);

        string Chunk(object[] choices, object? usage)
        {
            var chunk = new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["id"] = id,
                ["object"] = "chat.completion.chunk",
                ["created"] = Created,
                ["model"] = request.Model,
                ["service_tier"] = "default",
                ["system_fingerprint"] = "fp_scripted",
                ["choices"] = choices,
            };
            if (request.IncludesUsage) chunk["usage"] = usage;
            chunk["obfuscation"] = "x";
            return $"data: {Json.Serialize(chunk)}\n\n";
        }
    }

    public static string Error(int status, string message) =>
        Json.Serialize(new { error = new { message, type = status == 401 ? "authentication_error" : "invalid_request_error", param = (string?)null, code = (string?)null } });

    private static object Usage(ModelRequest request) => new
    {
        prompt_tokens = request.InputTokens,
        completion_tokens = TokenCounts.Output,
        total_tokens = request.InputTokens + TokenCounts.Output,
        prompt_tokens_details = new { cached_tokens = TokenCounts.Cached, audio_tokens = 0 },
        completion_tokens_details = new { reasoning_tokens = 0, audio_tokens = 0, accepted_prediction_tokens = 0, rejected_prediction_tokens = 0 },
    };

    private static string Finish(Answer answer) => answer.Calls.Count > 0 ? "tool_calls" : "stop";
}
