using System.Text;
using System.Text.Json;

namespace JusInfer.Portal.Tests.TestKit.Upstreams;

/// <summary>How a scripted provider caches prompts.</summary>
internal enum ProviderCache
{
    None,

    /// <summary>As OpenAI does: the longest common prefix with an earlier prompt, from 1,024 tokens on, in steps of 128.</summary>
    Automatic,

    /// <summary>As Anthropic does: the longest earlier prompt up to a marker, from 1,024 tokens on. What is marked and not read is written.</summary>
    Markers,
}

/// <summary>
/// A provider that answers each prompt with the scripted tool call of its step and reports the tokens that a provider with its kind of cache would bill. A token is four
/// characters of the prompt's texts.
/// </summary>
internal sealed class CachingProvider(ProviderCache cache, Func<int, string> command)
{
    public const int OutputTokens = 150;

    private const int MinTokens = 1_024;

    private readonly List<string> entries = [];
    private readonly Lock gate = new();

    /// <summary>The answer to a request in either dialect.</summary>
    public Reply Answer(UpstreamRequest request)
    {
        var isMessages = request.Path.Contains("/messages", StringComparison.Ordinal);
        var body = request.Json;
        var step = body.GetProperty("messages").EnumerateArray().Count(static message => message.GetProperty("role").GetString() == "assistant");
        var (input, read, written) = Bill(body);
        return Replies.Json(isMessages ? Message(step, input, read, written) : Completion(step, input, read, written));
    }

    private static void Append(StringBuilder text, JsonElement value, List<int> marks)
    {
        var isMarked = false;
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                text.Append(value.GetString());
                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray()) Append(text, item, marks);
                break;
            case JsonValueKind.Object:
                foreach (var property in value.EnumerateObject())
                {
                    if (property.Name == "cache_control") isMarked = true;
                    else if (property.Name is not ("type" or "id" or "tool_call_id" or "tool_use_id")) Append(text, property.Value, marks);
                }

                if (isMarked) marks.Add(text.Length);
                break;
            default:
                break;
        }
    }

    private (long Input, long Read, long Written) Bill(JsonElement body)
    {
        var text = new StringBuilder();
        var marks = new List<int>();
        foreach (var part in (ReadOnlySpan<string>)["tools", "system", "messages"])
        {
            if (body.TryGetProperty(part, out var value)) Append(text, value, marks);
        }

        var prompt = text.ToString();
        var tokens = prompt.Length / 4;
        if (cache == ProviderCache.None || tokens < MinTokens) return (tokens, 0, 0);
        lock (gate)
        {
            if (cache == ProviderCache.Automatic)
            {
                var common = entries.Select(entry => CommonPrefix(entry, prompt)).DefaultIfEmpty(0).Max() / 4 / 128 * 128;
                entries.Add(prompt);
                var hit = common < MinTokens ? 0 : common;
                return (tokens - hit, hit, 0);
            }

            var read = entries.Where(entry => prompt.StartsWith(entry, StringComparison.Ordinal)).Select(static entry => entry.Length).DefaultIfEmpty(0).Max();
            var marked = marks.Count == 0 ? 0 : marks.Max();
            foreach (var mark in marks) entries.Add(prompt[..mark]);
            var written = Math.Max(0, marked - read) / 4;
            return (tokens - (read / 4) - written, read / 4, written);
        }
    }

    private static int CommonPrefix(string left, string right)
    {
        var length = 0;
        while (length < left.Length && length < right.Length && left[length] == right[length]) length++;
        return length;
    }

    private string Completion(int step, long input, long read, long written) => $$$"""
        {"id":"c","object":"chat.completion","created":1763600000,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":null,"tool_calls":[{"id":"call_{{{step}}}","type":"function","function":{"name":"bash","arguments":{{{ChatSse.Quoted(Arguments(step))}}}}}]},"finish_reason":"tool_calls"}],
         "usage":{"prompt_tokens":{{{input + read + written}}},"completion_tokens":{{{OutputTokens}}},"total_tokens":{{{input + read + written + OutputTokens}}},"prompt_tokens_details":{"cached_tokens":{{{read}}} } }}
        """;

    private string Message(int step, long input, long read, long written) => $$$"""
        {"id":"msg","type":"message","role":"assistant","model":"m","content":[{"type":"tool_use","id":"toolu_{{{step}}}","name":"bash","input":{{{Arguments(step)}}}}],"stop_reason":"tool_use","stop_sequence":null,
         "usage":{"input_tokens":{{{input}}},"cache_creation_input_tokens":{{{written}}},"cache_read_input_tokens":{{{read}}},"output_tokens":{{{OutputTokens}}} }}
        """;

    private string Arguments(int step) => JsonSerializer.Serialize(new { command = command(step) });
}
