using System.Buffers;
using System.Text.Json;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>What the last event of a stream says of its call, as headers cannot once the answer has begun: the object <c>x_jusinfer</c>.</summary>
internal static class CallExtension
{
    public static void Write(Utf8JsonWriter writer, Call call)
    {
        writer.WriteStartObject();
        writer.WriteString("model", call.Target.Model.Id);
        writer.WriteString("cost_usd", CallCost.Of(call).Cost.ToString());
        writer.WriteNumber("attempts", call.Attempts);
        writer.WriteBoolean("resumed", false);
        writer.WriteEndObject();
    }

    public static byte[] Bytes(Call call)
    {
        var json = new ArrayBufferWriter<byte>(128);
        using (var writer = new Utf8JsonWriter(json)) Write(writer, call);
        return json.WrittenSpan.ToArray();
    }
}
