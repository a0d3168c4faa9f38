using System.Collections.Immutable;
using System.Text.Json;
using JusInfer.Portal.Simulator.Requests;

namespace JusInfer.Portal.Simulator.Embeddings;

/// <summary>Reads the body of an embeddings request and rejects what OpenAI would reject.</summary>
internal static class EmbeddingsReader
{
    /// <summary>OpenAI's limit.</summary>
    private const int MaxInputs = 2048;

    private const int DefaultDimensions = 1536;
    private const int MaxDimensions = 3072;

    public static SimulatedEmbeddingsRequest? Read(byte[] body, out SimulatorError? error)
    {
        using var document = SimulatedRequestBody.Parse(body, out error);
        if (document is null) return null;
        if (document.RootElement.ValueKind is not JsonValueKind.Object)
        {
            error = new SimulatorError("The request's body must be a JSON object.", Code: "invalid_type");
            return null;
        }

        var errors = new RequestErrors();
        var fields = new ObjectFields(document.RootElement, "", errors);
        var format = fields.String("encoding_format");
        if (format is not (null or "float" or "base64"))
            fields.AddError("encoding_format", "'encoding_format' must be 'float' or 'base64'.", "invalid_value");
        var request = new SimulatedEmbeddingsRequest(
            fields.RequiredString("model"),
            ReadInputs(fields),
            fields.Integer("dimensions", 1, MaxDimensions) ?? DefaultDimensions,
            format == "base64");
        error = errors.First;
        return error is null ? request : null;
    }

    private static ImmutableArray<string> ReadInputs(ObjectFields fields)
    {
        switch (fields.Get("input"))
        {
            case null:
                fields.AddMissing("input");
                return [];
            case { ValueKind: JsonValueKind.String } text when text.GetString() is { Length: > 0 } one:
                return [one];
            case { ValueKind: JsonValueKind.Array } tokens
                when tokens.GetArrayLength() > 0 && tokens.EnumerateArray().All(static item => item.ValueKind is JsonValueKind.Number):
                return [tokens.GetRawText()];
            case { ValueKind: JsonValueKind.Array } many
                when many.GetArrayLength() is > 0 and <= MaxInputs && many.EnumerateArray().All(IsInput):
                return [.. many.EnumerateArray()
                    .Select(static item => item.ValueKind is JsonValueKind.String ? item.GetString()! : item.GetRawText())];
            default:
                fields.AddError(
                    "input",
                    $"'input' must be a non-empty string, an array of token numbers, or an array of up to {MaxInputs} of these.",
                    "invalid_value");
                return [];
        }
    }

    private static bool IsInput(JsonElement item) => item.ValueKind switch
    {
        JsonValueKind.String => item.GetString()!.Length > 0,
        JsonValueKind.Array =>
            item.GetArrayLength() > 0 && item.EnumerateArray().All(static token => token.ValueKind is JsonValueKind.Number),
        _ => false,
    };
}
