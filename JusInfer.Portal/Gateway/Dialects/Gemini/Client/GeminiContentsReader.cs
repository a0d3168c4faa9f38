using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Media;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Dialects.Gemini.Client;

/// <summary>
/// Reads the contents in the first pass over a request: their number and size, their media, and the role of the last one.
/// </summary>
internal struct GeminiContentsReader
{
    private Attachments? attachments;
    private bool hasResult;

    public int Count { get; private set; }

    /// <summary>The size of the contents without their media.</summary>
    public long Bytes { get; private set; }

    public readonly Attachments? Attachments => attachments;

    public Capabilities Needs { get; private set; }

    public LastMessageRole LastTurn { get; private set; }

    public int LastTurnBytes { get; private set; }

    /// <summary>Reads the value of <c>contents</c>.</summary>
    public void Read(ref JsonCursor json)
    {
        if (Count > 0) throw new RequestFault("The field 'contents' appears twice.", "contents");
        json.Read();
        if (json.TokenType == JsonTokenType.Null) return;
        var start = json.TokenStartIndex;
        if (json.TokenType == JsonTokenType.StartObject)
        {
            Count = 1;
            ReadContent(ref json);
        }
        else
        {
            ReadList(ref json);
        }

        Bytes = json.BytesConsumed - start - (attachments?.Bytes ?? 0);
    }

    private void ReadList(ref JsonCursor json)
    {
        if (json.TokenType != JsonTokenType.StartArray)
        {
            throw new RequestFault(
                "The field 'contents' must be an array of contents, or one content: an object with a role and parts.", "contents");
        }

        for (; json.Read() && json.TokenType != JsonTokenType.EndArray; Count++)
        {
            if (json.TokenType != JsonTokenType.StartObject)
                throw new RequestFault($"'contents[{Count}]' must be an object with a role and parts.", $"contents[{Count}]");
            ReadContent(ref json);
        }
    }

    private void ReadContent(ref JsonCursor json)
    {
        var start = json.TokenStartIndex;
        var isModel = false;
        hasResult = false;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("role"u8)) isModel = RequestFields.ReadText(ref json) is "model";
            else if (json.ValueTextEquals("parts"u8)) ReadParts(ref json);
            else json.Skip();
        }

        LastTurn = isModel ? LastMessageRole.Assistant : hasResult ? LastMessageRole.Tool : LastMessageRole.User;
        LastTurnBytes = json.BytesConsumed - start;
    }

    /// <summary>Reads a list of parts, or one part.</summary>
    private void ReadParts(ref JsonCursor json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.StartObject)
        {
            ReadPart(ref json);
            return;
        }

        if (json.TokenType != JsonTokenType.StartArray)
        {
            json.Skip();
            return;
        }

        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType == JsonTokenType.StartObject) ReadPart(ref json);
            else json.Skip();
        }
    }

    private void ReadPart(ref JsonCursor json)
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("inlineData"u8) || json.ValueTextEquals("inline_data"u8)
                || json.ValueTextEquals("fileData"u8) || json.ValueTextEquals("file_data"u8)) ReadMedia(ref json);
            else if (json.ValueTextEquals("functionResponse"u8) || json.ValueTextEquals("function_response"u8)) ReadResult(ref json);
            else json.Skip();
        }
    }

    /// <summary>Reads the result of a tool call, which may have parts with media.</summary>
    private void ReadResult(ref JsonCursor json)
    {
        hasResult = true;
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            json.Skip();
            return;
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("parts"u8)) ReadParts(ref json);
            else json.Skip();
        }
    }

    private void ReadMedia(ref JsonCursor json)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            json.Skip();
            return;
        }

        var start = json.TokenStartIndex;
        ReadOnlySpan<byte> data = default;
        var (kind, types, contents) = (MediaKind.Unknown, 0, 0);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isType = json.ValueTextEquals("mimeType"u8) || json.ValueTextEquals("mime_type"u8);
            var isData = json.ValueTextEquals("data"u8);
            json.Read();
            if (isType) types++;
            if (isData) contents++;
            if (isType && json.TokenType == JsonTokenType.String) kind = MediaText.KindOf(json.ValueSpan);
            if (isData && json.TokenType == JsonTokenType.String) data = json.ValueSpan;
            json.Skip();
        }

        if (kind == MediaKind.Image) Needs |= Capabilities.Vision;
        if (!Base64Text.IsStandard(data)) data = default;

        // Of several types or contents, in both spellings, a reader takes one.
        if (types > 1 || contents > 1)
        {
            kind = MediaKind.Unknown;
            data = default;
        }

        MediaCount.Add(ref attachments, data, kind, isImage: false, json.BytesConsumed - start);
    }
}
