using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiEmbeddings;

/// <summary>
/// Reads an embeddings request (platform.openai.com/docs/api-reference/embeddings/create): one or more texts, as strings or as token
/// numbers. All other fields, such as <c>dimensions</c>, are left to the provider; <c>encoding_format</c> is also kept for the answer.
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
        (long Bytes, int Count)? inputs = null;
        VectorForm? form = VectorForm.Numbers;
        var hasOwnForm = false;
        var fields = new RootFields(stackalloc ulong[RootFields.UsualCount]);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            fields.Add(json.ValueSpan);
            if (json.ValueTextEquals("model"u8)) (model, modelSpan) = RequestFields.ReadModel(ref json);
            else if (json.ValueTextEquals("input"u8)) inputs = ReadInput(ref json);
            else if (json.ValueTextEquals("encoding_format"u8))
            {
                subjects.ReadField(ref json);
                form = ReadForm(ref json);
            }
            else if (!names.TryRead(ref json))
            {
                hasOwnForm |= IsForm(ref json);
                subjects.ReadField(ref json);
            }
        }

        if (model is null) throw RequestFields.ModelMissing;
        if (inputs is not { } read)
            throw new RequestFault("The field 'input' is missing: send the text to embed, or an array of texts.", "input");
        return new EmbeddingsRequest
        {
            Model = model,
            User = names.User,
            Session = names.Session,
            ModelSpan = modelSpan,
            Inputs = read.Count,
            Form = hasOwnForm ? null : form,
            Subjects = subjects,
            Features = new RequestFeatures
            {
                RequiredCapabilities = Capabilities.Embeddings,
                InputTokens = TokenEstimate.Of(read.Bytes),
            },
        };
    }

    /// <summary>Whether a provider's field names the type of numbers, so that its base64 is of another one than OpenAI's.</summary>
    private static bool IsForm(ref JsonCursor json) =>
        json.ValueTextEquals("output_dtype"u8) || json.ValueTextEquals("embed_dtype"u8) || json.ValueTextEquals("embedding_type"u8);

    /// <summary>Reads the form at the cursor's position: OpenAI's two, or null for one of a provider.</summary>
    private static VectorForm? ReadForm(ref JsonCursor json) => json.TokenType switch
    {
        JsonTokenType.Null => VectorForm.Numbers,
        JsonTokenType.String when json.ValueTextEquals("float"u8) => VectorForm.Numbers,
        JsonTokenType.String when json.ValueTextEquals("base64"u8) => VectorForm.Base64,
        JsonTokenType.String => null,
        _ => throw new RequestFault("The field 'encoding_format' must be \"float\" or \"base64\", but is not a string.", "encoding_format"),
    };

    /// <returns>The size of all inputs in bytes, and their number. A list of token numbers is one input.</returns>
    private static (long Bytes, int Count) ReadInput(ref JsonCursor json)
    {
        json.Read();
        var start = json.TokenStartIndex;
        if (json.TokenType == JsonTokenType.String) return (json.BytesConsumed - start, 1);
        if (json.TokenType != JsonTokenType.StartArray)
            throw new RequestFault("The field 'input' must be a string, or an array of strings or of token numbers.", "input");

        var items = 0;
        var isOfTokens = true;
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType == JsonTokenType.StartArray) ReadTokens(ref json, items);
            else if (json.TokenType is not (JsonTokenType.String or JsonTokenType.Number))
                throw new RequestFault($"'input[{items}]' must be a string, a token number or an array of token numbers.", $"input[{items}]");
            isOfTokens &= json.TokenType == JsonTokenType.Number;
            items++;
        }

        if (items == 0) throw new RequestFault("The field 'input' is empty: send at least one string.", "input");
        return (json.BytesConsumed - start, isOfTokens ? 1 : items);
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
