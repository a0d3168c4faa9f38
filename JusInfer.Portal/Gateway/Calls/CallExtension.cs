using System.Buffers;
using System.Text.Json;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>
/// The property <c>x_jusinfer</c>, which the gateway adds to the last event with usage: the model that answered and the cost.
/// </summary>
internal static class CallExtension
{
    public const string Name = "x_jusinfer";

    /// <summary>Writes the value of the property.</summary>
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
