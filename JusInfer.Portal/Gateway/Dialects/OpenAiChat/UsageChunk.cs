using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat;

/// <summary>
/// The one chunk with usage that a client asked for, last before the end: the provider's own where it sent one, else made here, with the
/// gateway's extension either way.
/// </summary>
internal static class UsageChunk
{
    /// <param name="output">The client's stream.</param>
    /// <param name="identity">The stream's id, time and model.</param>
    /// <param name="own">The provider's chunk without choices; absent where it sent none, or one that clients would stumble over.</param>
    /// <param name="usage">The provider's usage object; absent where it reported none.</param>
    /// <param name="call">What it cost and who answered.</param>
    public static void Write(PooledBuffer output, StreamIdentity identity, byte[]? own, byte[]? usage, Call call)
    {
        output.Append("data: "u8);
        if (own is not null)
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
            if (usage is not null) writer.WriteRawValue(usage);
            else OpenAiUsage.Write(writer, call.Usage.Tokens);
            writer.WritePropertyName(CallExtension.Name);
            CallExtension.Write(writer, call);
            writer.WriteEndObject();
        }

        output.Append("\n\n"u8);
    }
}
