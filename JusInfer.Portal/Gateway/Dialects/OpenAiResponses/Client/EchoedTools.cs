using System.Buffers;
using System.Text.Json;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Client;

/// <summary>
/// The tools of a request as a response repeats them: each function has <c>strict</c> and <c>parameters</c>, which are null if the request
/// does not have them. The usual clients send both, and their tools are not copied.
/// </summary>
internal sealed class EchoedTools
{
    private static readonly EchoedTools Unchanged = new([]);

    private readonly byte[] completed;

    private EchoedTools(byte[] completed) => this.completed = completed;

    /// <param name="tools">The tools of the request, a JSON array.</param>
    public static EchoedTools From(ReadOnlySpan<byte> tools)
    {
        ArrayBufferWriter<byte>? copy = null;
        var copied = 0;
        var json = new Utf8JsonReader(tools, JsonDepth.ReaderOptions);
        json.Read();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            var start = (int)json.BytesConsumed;
            if (json.TokenType != JsonTokenType.StartObject || Missing(ref json) is not { IsEmpty: false } missing) continue;
            copy ??= new ArrayBufferWriter<byte>(tools.Length + 256);
            copy.Write(tools[copied..start]);
            copy.Write(missing);
            copied = start;
        }

        if (copy is null) return Unchanged;
        copy.Write(tools[copied..]);
        return new EchoedTools(copy.WrittenSpan.ToArray());
    }

    /// <summary>The tools in the form of a response.</summary>
    /// <param name="tools">The tools of the request.</param>
    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> tools) => completed.Length > 0 ? completed : tools;

    /// <summary>Reads a tool to its end. Returns the fields to insert at its start; empty if it lacks none.</summary>
    private static ReadOnlySpan<byte> Missing(ref Utf8JsonReader json)
    {
        bool isFunction = false, hasStrict = false, hasParameters = false;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isType = json.ValueTextEquals("type"u8);
            hasStrict |= json.ValueTextEquals("strict"u8);
            hasParameters |= json.ValueTextEquals("parameters"u8);
            json.Read();
            isFunction |= isType && json.TokenType == JsonTokenType.String && json.ValueTextEquals("function"u8);
            json.Skip();
        }

        return (isFunction, hasStrict, hasParameters) switch
        {
            (false, _, _) or (_, true, true) => default,
            (_, false, true) => "\"strict\":null,"u8,
            (_, true, false) => "\"parameters\":null,"u8,
            _ => "\"strict\":null,\"parameters\":null,"u8,
        };
    }
}
