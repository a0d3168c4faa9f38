using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat;

/// <summary>
/// The chunk with the usage that a client requested, the last one before the terminal marker: the provider's own if it sent one, otherwise
/// written here. Both contain the gateway's extension. No provider knows the complete usage of a resumed answer.
/// </summary>
internal static class UsageChunk
{
    /// <param name="output">The client's stream.</param>
    /// <param name="identity">The common properties of the stream's chunks, and the provider's usage.</param>
    /// <param name="call">The call, for its cost and its model.</param>
    public static void Write(PooledBuffer output, ChatStreamIdentity identity, Call call)
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
