using System.Text.Json;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.Conversations;

/// <summary>The required format of the answer's text.</summary>
internal abstract record OutputFormat
{
    private OutputFormat()
    {
    }

    public static OutputFormat Text { get; } = new FreeText();

    public static OutputFormat JsonObject { get; } = new AnyJson();

    internal sealed record FreeText : OutputFormat;

    /// <summary>Any JSON object.</summary>
    internal sealed record AnyJson : OutputFormat;

    /// <summary>JSON that conforms to a schema, which is kept as the client wrote it.</summary>
    internal sealed record JsonSchema(JsonElement Schema) : OutputFormat
    {
        public string? Name { get; init; }

        public JsonText? Description { get; init; }

        public bool? Strict { get; init; }
    }
}
