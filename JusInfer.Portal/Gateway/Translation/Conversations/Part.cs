using System.Collections.Immutable;
using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Media;
using JusInfer.Portal.Gateway.Translation.Reasoning;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.Conversations;

/// <summary>A part of a turn.</summary>
internal abstract record Part
{
    private Part()
    {
    }

    /// <summary>The value of <c>cache_control</c>, with which the client asks to cache the prompt up to this part.</summary>
    public JsonElement? CacheControl { get; init; }

    internal sealed record Text(JsonText Value) : Part;

    /// <summary>An image, by URL or as base64.</summary>
    internal sealed record Image(ImageSource Source) : Part
    {
        /// <summary>The resolution at which the model processes the image: low, high or auto.</summary>
        public string? Detail { get; init; }
    }

    /// <summary>A document, as base64, by URL, or by the id of a file stored at the provider.</summary>
    internal sealed record File(ImageSource Source) : Part
    {
        /// <summary>The name that the client gave it; null if it gave none.</summary>
        public JsonText? Name { get; init; }

        /// <summary>
        /// The name for dialects that require one (openai/openai-agents-python#1513, laravel/ai#321): the client's, or one that shows the
        /// type.
        /// </summary>
        public JsonText NameOrDefault => Name is { IsEmpty: false } name ? name : JsonText.From(MediaTypes.FileName(Source.MediaType));
    }

    /// <summary>Audio as base64. Few models support it.</summary>
    internal sealed record Audio(Base64Data Data, string Format) : Part;

    /// <summary>A model's reasoning before its answer, with the provider's signature if it has one.</summary>
    internal sealed record Reasoning(JsonText Value, ReasoningSignature? Signature) : Part;

    /// <summary>The text with which the model refused to answer.</summary>
    internal sealed record Refusal(JsonText Value) : Part;

    /// <summary>A tool call of the model.</summary>
    /// <param name="Id">The call id from the upstream. An id that was encoded for the client is decoded.</param>
    /// <param name="Name">The name of the tool.</param>
    /// <param name="Arguments">The arguments.</param>
    internal sealed record ToolCall(string Id, string Name, ToolArguments Arguments) : Part
    {
        public ToolKind Kind { get; init; }

        /// <summary>
        /// Further properties that the provider expects back with the call, such as Google's thought signature. A JSON object.
        /// </summary>
        public JsonElement? Extra { get; init; }

        /// <summary>The maker of <see cref="Extra"/>; null if unknown.</summary>
        public ReasoningMaker? ExtraMaker { get; init; }
    }

    /// <summary>The result of a tool call.</summary>
    /// <param name="CallId">The id of the call, as in <see cref="ToolCall"/>.</param>
    /// <param name="Content">The output of the tool.</param>
    internal sealed record ToolResult(string CallId, ImmutableArray<Part> Content) : Part
    {
        public bool IsError { get; init; }

        /// <summary>The JSON path in the request, for errors.</summary>
        public required string Path { get; init; }

        /// <summary>
        /// The content for dialects that cannot mark a result as an error. The text of an error starts with "Error: ", so that the model does
        /// not mistake it for the tool's output.
        /// </summary>
        public ImmutableArray<Part> ContentWithErrorPrefix
        {
            get
            {
                if (!IsError) return Content;
                var first = Content.OfType<Text>().FirstOrDefault();
                if (first is null) return [new Text(JsonText.OfEscaped(Failure)), .. Content];
                return Content.Replace(first, first with { Value = JsonText.OfEscaped([.. Failure, .. first.Value.Escaped]) });
            }
        }

        private static ReadOnlySpan<byte> Failure => "Error: "u8;
    }
}
