using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Dialects.Ollama.Embeddings;

/// <summary>Reads a request for embeddings in one pass. Options of a local model's engine are ignored.</summary>
internal static class OllamaEmbeddingsRequestReader
{
    /// <summary>Reads a request with <c>input</c>, one text or several.</summary>
    public static Result<OllamaEmbeddingsRequest, GatewayError> ReadInputs(ReadOnlySpan<byte> body) =>
        RequestParser.Parse(body, "'model' and 'input'", static (ref JsonCursor json) => Read(ref json, "input"));

    /// <summary>Reads a request with <c>prompt</c>, one text.</summary>
    public static Result<OllamaEmbeddingsRequest, GatewayError> ReadPrompt(ReadOnlySpan<byte> body) =>
        RequestParser.Parse(body, "'model' and 'prompt'", static (ref JsonCursor json) => Read(ref json, "prompt"));

    private static OllamaEmbeddingsRequest Read(ref JsonCursor json, string field)
    {
        string? model = null;
        AttributionFields names = default;
        (Range Range, int Count)? input = null;
        Range? dimensions = null;
        var fields = new RootFields(stackalloc ulong[RootFields.UsualCount]);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            fields.Add(json.ValueSpan);
            if (json.ValueTextEquals("model"u8)) model = RequestFields.ReadModel(ref json).Name;
            else if (field == "input" && json.ValueTextEquals("input"u8)) input = ReadInput(ref json);
            else if (field == "prompt" && json.ValueTextEquals("prompt"u8)) input = ReadText(ref json, "prompt");
            else if (json.ValueTextEquals("dimensions"u8)) dimensions = ReadDimensions(ref json);
            else if (!names.TryRead(ref json)) json.Skip();
        }

        if (model is null) throw RequestFields.ModelMissing;
        if (input is not { } texts) throw new RequestFault($"The field '{field}' is missing: send the text to embed.", field);
        return new OllamaEmbeddingsRequest
        {
            Model = OllamaModelName.WithoutDefaultTag(model),
            User = names.User,
            Session = names.Session,
            Input = texts.Range,
            Inputs = texts.Count,
            Dimensions = dimensions,
            Features = new RequestFeatures
            {
                RequiredCapabilities = Capabilities.Embeddings,
                InputTokens = TokenEstimate.Of(texts.Range.End.Value - texts.Range.Start.Value),
            },
        };
    }

    /// <returns>The range of the text or texts, and their number.</returns>
    private static (Range Range, int Count) ReadInput(ref JsonCursor json)
    {
        json.Read();
        var start = json.TokenStartIndex;
        if (json.TokenType == JsonTokenType.String) return (RequestFields.CurrentToken(ref json), 1);
        if (json.TokenType != JsonTokenType.StartArray)
            throw new RequestFault("The field 'input' must be a string or an array of strings.", "input");
        var items = 0;
        for (; json.Read() && json.TokenType != JsonTokenType.EndArray; items++)
        {
            if (json.TokenType != JsonTokenType.String) throw new RequestFault($"'input[{items}]' must be a string.", $"input[{items}]");
        }

        if (items == 0) throw new RequestFault("The field 'input' is empty: send at least one string.", "input");
        return (start..json.BytesConsumed, items);
    }

    private static (Range Range, int Count) ReadText(ref JsonCursor json, string field)
    {
        json.Read();
        return json.TokenType == JsonTokenType.String
            ? (RequestFields.CurrentToken(ref json), 1)
            : throw new RequestFault($"The field '{field}' must be a string.", field);
    }

    private static Range? ReadDimensions(ref JsonCursor json) =>
        RequestFields.ReadCount(ref json, "dimensions") is null ? null : RequestFields.CurrentToken(ref json);
}
