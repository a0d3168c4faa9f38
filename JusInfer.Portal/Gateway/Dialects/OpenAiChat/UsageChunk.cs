using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat;

/// <summary>
/// The one chunk with usage that a client requested, last before the end: the provider's own where it sent one, else written here, with
/// the gateway's extension either way. Of an answer that was resumed, no provider knows all of the usage.
/// </summary>
internal static class UsageChunk
{
    /// <param name="output">The client's stream.</param>
    /// <param name="identity">What the stream's chunks have in common, and what its provider reported.</param>
    /// <param name="call">What it cost and who answered.</param>
    public static void Write(PooledBuffer output, StreamIdentity identity, Call call)
    {
        var isResumed = call.Interrupted is not null;
        output.Append("data: "u8);
        if (!isResumed && identity.ProviderUsageChunk is { } own)
        {
            output.Append(own.AsSpan()[..own.AsSpan().LastIndexOf((byte)'}')]);
            output.Append(",\"x_jusinfer\":"u8);
            using (var writer = new Utf8JsonWriter(output)) CallExtension.Write(writer, call);
            output.Append("}\n\n"u8);
            return;
        }

        using (var writer = new Utf8JsonWriter(output))
        {
            identity.WriteStart(writer);
            writer.WriteStartArray("choices");
            writer.WriteEndArray();
            writer.WritePropertyName("usage");
            if (!isResumed && identity.ProviderUsage is { } usage) writer.WriteRawValue(usage);
            else OpenAiUsage.Write(writer, call.Usage.Tokens);
            writer.WritePropertyName(CallExtension.Name);
            CallExtension.Write(writer, call);
            writer.WriteEndObject();
        }

        output.Append("\n\n"u8);
    }
}
