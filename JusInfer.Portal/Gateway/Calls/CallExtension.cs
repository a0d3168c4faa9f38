using System.Buffers;
using System.Text.Json;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>The gateway's own property in the last event with usage, <c>x_jusinfer</c>: who served a call and what it cost.</summary>
internal static class CallExtension
{
    public const string Name = "x_jusinfer";

    /// <summary>Writes the property's value.</summary>
    public static void Write(Utf8JsonWriter writer, Call call)
    {
        writer.WriteStartObject();
        writer.WriteString("model", call.Served.Model.Id);
        writer.WriteString("cost_usd", CallCost.Of(call).Cost.ToString());
        writer.WriteNumber("attempts", call.Attempts);
        writer.WriteBoolean("resumed", call.Resumed);
        writer.WriteEndObject();
    }

    public static byte[] Bytes(Call call)
    {
        var json = new ArrayBufferWriter<byte>(128);
        using (var writer = new Utf8JsonWriter(json)) Write(writer, call);
        return json.WrittenSpan.ToArray();
    }
}
