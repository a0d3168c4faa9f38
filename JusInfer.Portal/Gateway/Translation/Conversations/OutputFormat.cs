using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.JsonResponses;
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

        /// <summary>
        /// Every answer must conform, as in dialects that have no field for it. Otherwise, an answer need not unless the schema is strict.
        /// </summary>
        public bool MustConform { get; private init; }

        /// <summary>
        /// The schema of a dialect in which every answer conforms. It is strict if OpenAI takes it so; for a provider that can enforce only
        /// strict schemas, an answer to another one has to be verified.
        /// </summary>
        public static JsonSchema Conforming(JsonElement schema) =>
            new(schema) { Strict = StrictSchema.Fits(schema) ? true : null, MustConform = true };
    }
}
