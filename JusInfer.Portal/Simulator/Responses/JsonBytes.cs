using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using JusInfer.Portal.Simulator.Completions;
using JusInfer.Portal.Simulator.Tokens;

namespace JusInfer.Portal.Simulator.Responses;

/// <summary>Writes JSON to memory, and the parts that streamed and other completions have in common.</summary>
internal static class JsonBytes
{
    private static readonly JsonWriterOptions RelaxedEscaping = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ReadOnlyMemory<byte> Write<T>(T subject, Action<Utf8JsonWriter, T> write)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, RelaxedEscaping)) write(json, subject);
        return bytes.WrittenMemory;
    }

    public static void WriteHead(this Utf8JsonWriter json, Completion completion, string kind)
    {
        json.WriteString("id", completion.Id);
        json.WriteString("object", kind);
        json.WriteNumber("created", completion.Created.ToUnixTimeSeconds());
        json.WriteString("model", completion.Model);
        json.WriteString("system_fingerprint", "fp_simulator");
    }

    public static void WriteUsage(this Utf8JsonWriter json, TokenUsage usage)
    {
        json.WriteStartObject("usage");
        json.WriteNumber("prompt_tokens", usage.Prompt);
        json.WriteNumber("completion_tokens", usage.Completion);
        json.WriteNumber("total_tokens", usage.Total);
        json.WriteStartObject("prompt_tokens_details");
        json.WriteNumber("cached_tokens", usage.Cached);
        json.WriteEndObject();
        json.WriteStartObject("completion_tokens_details");
        json.WriteNumber("reasoning_tokens", usage.Reasoning);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
