using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Upstream;

/// <summary>The properties of events and blocks that the hub has no delta for. Properties that are null are ignored.</summary>
internal static class MessagesExtensions
{
    /// <summary>The unknown properties of a block of a known type.</summary>
    public static ReadOnlySpan<byte> Of(ref readonly MessageBlock block) =>
        block.HasExtensions ? JsonProperties.Except(Start(block.Json), block.Json, MessageBlock.IsKnown) : default;

    /// <summary>Reports the unknown properties of an event with a delta of a known type.</summary>
    public static void ReportDelta(ReadOnlySpan<byte> data, IResponseSink sink)
    {
        var json = Start(data);
        var properties = JsonProperties.Except(json, data, static (ref Utf8JsonReader json) =>
            json.ValueTextEquals("type"u8) || json.ValueTextEquals("index"u8) || json.ValueTextEquals("delta"u8));
        if (!properties.IsEmpty) sink.Extension(ExtensionKind.Event, properties);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isDelta = json.ValueTextEquals("delta"u8);
            json.Read();
            if (isDelta) ReportPropertiesOf(json, data, sink);
            json.Skip();
        }
    }

    private static void ReportPropertiesOf(Utf8JsonReader delta, ReadOnlySpan<byte> data, IResponseSink sink)
    {
        var properties = JsonProperties.Except(delta, data, static (ref Utf8JsonReader json) =>
            json.ValueTextEquals("type"u8) || json.ValueTextEquals("text"u8) || json.ValueTextEquals("thinking"u8)
            || json.ValueTextEquals("signature"u8) || json.ValueTextEquals("partial_json"u8));
        if (!properties.IsEmpty) sink.Extension(ExtensionKind.Delta, properties);
    }

    private static Utf8JsonReader Start(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, JsonDepth.ReaderOptions);
        reader.Read();
        return reader;
    }
}
