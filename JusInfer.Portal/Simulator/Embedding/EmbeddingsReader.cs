using System.Collections.Immutable;
using System.Text.Json;
using JusInfer.Portal.Simulator.Reading;

namespace JusInfer.Portal.Simulator.Embedding;

/// <summary>Reads a request for embeddings and refuses what OpenAI would refuse.</summary>
internal static class EmbeddingsReader
{
    /// <summary>As many as OpenAI takes at once.</summary>
    private const int MaxInputs = 2048;

    private const int DefaultDimensions = 1536;
    private const int MaxDimensions = 3072;

    public static VectorRequest? Read(byte[] body, out RequestRefusal? fault)
    {
        using var document = BodyText.Parse(body, out fault);
        if (document is null) return null;
        if (document.RootElement.ValueKind is not JsonValueKind.Object)
        {
            fault = new RequestRefusal("The request's body must be a JSON object.", Code: "invalid_type");
            return null;
        }

        var faults = new FaultsFound();
        var fields = new ObjectFields(document.RootElement, "", faults);
        var format = fields.Text("encoding_format");
        if (format is not (null or "float" or "base64"))
            fields.Wrong("encoding_format", "'encoding_format' must be 'float' or 'base64'.", "invalid_value");
        var request = new VectorRequest(
            fields.RequiredText("model"),
            Inputs(fields),
            fields.Whole("dimensions", 1, MaxDimensions) ?? DefaultDimensions,
            format == "base64");
        fault = faults.First;
        return fault is null ? request : null;
    }

    private static ImmutableArray<string> Inputs(ObjectFields fields)
    {
        switch (fields.Get("input"))
        {
            case null:
                fields.Missing("input");
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
                fields.Wrong(
                    "input",
                    $"'input' must be a text that is not empty, an array of token numbers, or an array of up to {MaxInputs} of these.",
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
