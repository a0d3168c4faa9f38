using System.Text.Json;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.Conversations;

/// <summary>What form the answer's text must have.</summary>
internal abstract record OutputFormat
{
    private OutputFormat()
    {
    }

    public static OutputFormat Text { get; } = new FreeText();

    public static OutputFormat JsonObject { get; } = new AnyJson();

    internal sealed record FreeText : OutputFormat;

    /// <summary>Some JSON object.</summary>
    internal sealed record AnyJson : OutputFormat;

    /// <summary>JSON after a schema, kept as the caller wrote it.</summary>
    internal sealed record JsonSchema(JsonElement Schema) : OutputFormat
    {
        public string? Name { get; init; }

        public JsonText? Description { get; init; }

        public bool? Strict { get; init; }
    }
}
