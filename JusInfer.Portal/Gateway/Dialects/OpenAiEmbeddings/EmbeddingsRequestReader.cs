using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiEmbeddings;

/// <summary>
/// Reads an embeddings request (platform.openai.com/docs/api-reference/embeddings/create): one or more texts, as strings or as token
/// numbers. All other fields, such as <c>dimensions</c> and <c>encoding_format</c>, are left to the provider.
/// </summary>
internal static class EmbeddingsRequestReader
{
    public static Result<EmbeddingsRequest, GatewayError> Read(ReadOnlySpan<byte> body) =>
        RequestParser.Parse(body, "'model' and 'input'", Read);

    private static EmbeddingsRequest Read(ref JsonCursor json)
    {
        string? model = null;
        Range modelSpan = default;
        AttributionFields names = default;
        PolicySubjects subjects = default;
        long? inputBytes = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("model"u8)) (model, modelSpan) = RequestFields.ReadModel(ref json, model);
            else if (json.ValueTextEquals("input"u8)) inputBytes = ReadInput(ref json);
            else if (!names.TryRead(ref json)) subjects.ReadField(ref json);
        }

        if (model is null) throw RequestFields.ModelMissing;
        if (inputBytes is null)
            throw new RequestFault("The field 'input' is missing: send the text to embed, or an array of texts.", "input");
        return new EmbeddingsRequest
        {
            Model = model,
            User = names.User,
            Session = names.Session,
            ModelSpan = modelSpan,
            Subjects = subjects,
            Features = new RequestFeatures
            {
                RequiredCapabilities = Capabilities.Embeddings,
                InputTokens = TokenEstimate.Of(inputBytes.Value, attachments: 0),
            },
        };
    }

    /// <returns>The size of all inputs in bytes.</returns>
    private static long ReadInput(ref JsonCursor json)
    {
        json.Read();
        var start = json.TokenStartIndex;
        if (json.TokenType == JsonTokenType.String) return json.BytesConsumed - start;
        if (json.TokenType != JsonTokenType.StartArray)
            throw new RequestFault("The field 'input' must be a string, or an array of strings or of token numbers.", "input");

        var items = 0;
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType == JsonTokenType.StartArray) ReadTokens(ref json, items);
            else if (json.TokenType is not (JsonTokenType.String or JsonTokenType.Number))
                throw new RequestFault($"'input[{items}]' must be a string, a token number or an array of token numbers.", $"input[{items}]");
            items++;
        }

        if (items == 0) throw new RequestFault("The field 'input' is empty: send at least one string.", "input");
        return json.BytesConsumed - start;
    }

    private static void ReadTokens(ref JsonCursor json, int item)
    {
        for (var token = 0; json.Read() && json.TokenType != JsonTokenType.EndArray; token++)
        {
            if (json.TokenType != JsonTokenType.Number)
                throw new RequestFault($"'input[{item}][{token}]' must be a token number.", $"input[{item}][{token}]");
        }
    }
}
