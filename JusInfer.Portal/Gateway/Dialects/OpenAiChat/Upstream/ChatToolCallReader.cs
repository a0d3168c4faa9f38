using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat.Upstream;

/// <summary>
/// Reads the tool calls of a delta or message unchanged; the normalizer repairs missing, repeated and reordered parts.
/// </summary>
internal static class ChatToolCallReader
{
    /// <summary>
    /// Reads an array of calls, identified by index, or by position if there are several without one. Also reads a single object (Ollama
    /// proxies).
    /// </summary>
    public static void Read(ref Utf8JsonReader json, ReadOnlySpan<byte> bytes, IResponseSink sink)
    {
        if (json.TokenType == JsonTokenType.StartObject) ReadCall(ref json, bytes, sink, ToolCallTable.NoIndex, taken: null);
        if (json.TokenType != JsonTokenType.StartArray) return;
        var taken = HasSeveral(json) ? new HashSet<int>() : null;
        for (var place = 0; json.Read() && json.TokenType != JsonTokenType.EndArray; place++)
        {
            if (json.TokenType != JsonTokenType.StartObject) json.Skip();
            else ReadCall(ref json, bytes, sink, taken is null ? ToolCallTable.NoIndex : place, taken);
        }
    }

    /// <summary>Reads OpenAI's legacy <c>function_call</c> (2023): one call without an id.</summary>
    public static void ReadLegacy(ref Utf8JsonReader json, ReadOnlySpan<byte> bytes, IResponseSink sink)
    {
        if (json.TokenType != JsonTokenType.StartObject) return;
        var function = FunctionCall.Read(ref json, bytes);
        Report(sink, 0, new ToolCallHead("", function.Name), function.Arguments);
    }

    /// <summary>
    /// Reads a part of the content that is a tool call in Anthropic's form, complete (<c>tool_use</c>) or a piece of its arguments
    /// (<c>input_json_delta</c>): gateways in front of Claude leave both in the content.
    /// </summary>
    /// <param name="json">Positioned at the start of the part; moves to its end if it is one.</param>
    /// <param name="bytes">The JSON of the reader.</param>
    /// <param name="sink">Receives the call.</param>
    /// <returns>Whether the part is one.</returns>
    public static bool TryReadBlock(ref Utf8JsonReader json, ReadOnlySpan<byte> bytes, IResponseSink sink)
    {
        var part = json;
        var (isBlock, number, head) = (false, ToolCallTable.NoIndex, new ToolCallHead("", ""));
        ReadOnlySpan<byte> arguments = default;
        while (part.Read() && part.TokenType == JsonTokenType.PropertyName)
        {
            var isType = part.ValueTextEquals("type"u8);
            var isId = part.ValueTextEquals("id"u8);
            var isName = part.ValueTextEquals("name"u8);
            var isIndex = part.ValueTextEquals("index"u8);
            var isInput = part.ValueTextEquals("input"u8);
            var isPiece = part.ValueTextEquals("partial_json"u8);
            part.Read();
            var (start, isText) = ((int)part.TokenStartIndex, part.TokenType == JsonTokenType.String);
            if (isType && isText) isBlock = part.ValueTextEquals("tool_use"u8) || part.ValueTextEquals("input_json_delta"u8);
            else if (isId && isText) head = head with { Id = part.GetString()! };
            else if (isName && isText) head = head with { Name = part.GetString()! };
            else if ((isPiece || isInput) && isText) arguments = part.ValueSpan;
            else if (isIndex && part.TokenType == JsonTokenType.Number && part.TryGetInt32(out var index) && index >= 0) number = index;
            part.Skip();

            // At the start of a streamed call, the input is an empty object, and its pieces follow.
            if (isInput && part.TokenType == JsonTokenType.EndObject && bytes[start..(int)part.BytesConsumed].IndexOf((byte)'"') >= 0)
                arguments = JsonText.OfUtf8(bytes[start..(int)part.BytesConsumed]).Escaped;
        }

        if (!isBlock) return false;
        json = part;
        Report(sink, number, head, arguments);
        return true;
    }

    /// <param name="json">Positioned at the start of the array.</param>
    private static bool HasSeveral(Utf8JsonReader json)
    {
        json.Read();
        json.Skip();
        json.Read();
        return json.TokenType != JsonTokenType.EndArray;
    }

    /// <param name="json">Positioned at the start of the call.</param>
    /// <param name="bytes">The JSON of the reader.</param>
    /// <param name="sink">Receives the call.</param>
    /// <param name="place">The number of the call if it has no index.</param>
    /// <param name="taken">The indexes of the calls before it in the array; receives its index. Null for a single call.</param>
    private static void ReadCall(ref Utf8JsonReader json, ReadOnlySpan<byte> bytes, IResponseSink sink, int place, HashSet<int>? taken)
    {
        var number = place;
        var head = new ToolCallHead("", "");
        ReadOnlySpan<byte> arguments = default;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isIndex = json.ValueTextEquals("index"u8);
            var isId = json.ValueTextEquals("id"u8);
            var isCustom = json.ValueTextEquals("custom"u8);
            var isFunction = isCustom || json.ValueTextEquals("function"u8);
            var isExtra = json.ValueTextEquals("extra_content"u8);
            json.Read();
            var start = (int)json.TokenStartIndex;
            if (isFunction && json.TokenType == JsonTokenType.StartObject)
            {
                var function = FunctionCall.Read(ref json, bytes);
                head = head with { Name = function.Name, Kind = isCustom ? ToolKind.Custom : ToolKind.Function };
                arguments = function.Arguments;
                continue;
            }

            if (isIndex && json.TokenType == JsonTokenType.Number) number = json.TryGetInt32(out var index) && index >= 0 ? index : number;
            else if (isId && json.TokenType == JsonTokenType.String) head = head with { Id = json.GetString()! };
            json.Skip();
            if (isExtra && json.TokenType == JsonTokenType.EndObject)
                head = head with { Extra = bytes[start..(int)json.BytesConsumed].ToArray() };
        }

        if (head.Name.Length > 0 && taken?.Add(number) == false) number = place;
        Report(sink, number, head, arguments);
    }

    private static void Report(IResponseSink sink, int number, in ToolCallHead head, ReadOnlySpan<byte> arguments)
    {
        if (head.Id.Length > 0 || head.Name.Length > 0 || !head.Extra.IsEmpty) sink.ToolCall(number, head);
        if (!arguments.IsEmpty) sink.Arguments(number, arguments);
    }

    /// <summary>The tool's name and the arguments of a call.</summary>
    private readonly ref struct FunctionCall
    {
        public required string Name { get; init; }

        /// <summary>The arguments, escaped as in a JSON string; empty if there are none.</summary>
        public required ReadOnlySpan<byte> Arguments { get; init; }

        public static FunctionCall Read(scoped ref Utf8JsonReader json, ReadOnlySpan<byte> bytes)
        {
            var name = "";
            ReadOnlySpan<byte> arguments = default;
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var isName = json.ValueTextEquals("name"u8);
                var isArguments = json.ValueTextEquals("arguments"u8) || json.ValueTextEquals("input"u8);
                json.Read();
                var start = (int)json.TokenStartIndex;
                if (isName && json.TokenType == JsonTokenType.String) name = json.GetString()!;
                else if (isArguments && json.TokenType == JsonTokenType.String) arguments = json.ValueSpan;
                json.Skip();
                if (isArguments && json.TokenType is JsonTokenType.EndObject)
                    arguments = JsonText.OfUtf8(bytes[start..(int)json.BytesConsumed]).Escaped;
            }

            return new FunctionCall { Name = name, Arguments = arguments };
        }
    }
}
