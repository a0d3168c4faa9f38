using System.Collections.Immutable;
using System.Text.Json;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.Conversations;

/// <summary>A piece of a turn.</summary>
internal abstract record Part
{
    private Part()
    {
    }

    /// <summary>The caller's own mark that the prompt up to here is worth caching: the value of <c>cache_control</c>.</summary>
    public JsonElement? CacheControl { get; init; }

    internal sealed record Text(JsonText Value) : Part;

    /// <summary>An image at an address, or in the request as base64.</summary>
    internal sealed record Image(ImageSource Source) : Part
    {
        /// <summary>low, high or auto: how closely to look.</summary>
        public string? Detail { get; init; }
    }

    /// <summary>A document, in the request as base64, at an address, or kept by the provider under an id.</summary>
    internal sealed record File(ImageSource Source) : Part
    {
        public JsonText? Name { get; init; }
    }

    /// <summary>Sound in the request as base64; few models hear.</summary>
    internal sealed record Audio(JsonText Data, string Format) : Part;

    /// <summary>What a model thought before it spoke, as it told it, with the provider's seal where it has one.</summary>
    internal sealed record Reasoning(JsonText Value, ReasoningSignature? Seal) : Part;

    /// <summary>The model declined, in these words.</summary>
    internal sealed record Refusal(JsonText Value) : Part;

    /// <param name="Id">As its upstream gave it: of an id that was encoded for the caller, the original.</param>
    /// <param name="Name">Of the tool.</param>
    /// <param name="Arguments">What it was given.</param>
    internal sealed record ToolCall(string Id, string Name, ToolArguments Arguments) : Part
    {
        public ToolKind Kind { get; init; }

        /// <summary>
        /// Further properties that its provider wants back with the call, such as Google's thought signature: a JSON object.
        /// </summary>
        public JsonElement? Extra { get; init; }
    }

    /// <param name="CallId">Of the call, likewise.</param>
    /// <param name="Content">What came of it.</param>
    internal sealed record ToolResult(string CallId, ImmutableArray<Part> Content) : Part
    {
        public bool IsError { get; init; }

        /// <summary>Where it stands in the caller's body, for faults.</summary>
        public required string Path { get; init; }

        /// <summary>
        /// Its content for a dialect that cannot mark a failure: there the text says so first, or the model would take it for what the tool
        /// found.
        /// </summary>
        public ImmutableArray<Part> Told
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

/// <summary>Where an image or a document is: exactly one of address and data.</summary>
/// <param name="Url">An address that the provider fetches.</param>
/// <param name="MediaType">For example <c>image/png</c>; of data only.</param>
/// <param name="Data">Base64.</param>
internal readonly record struct ImageSource(JsonText? Url, string? MediaType, JsonText? Data)
{
    /// <summary>For example <c>image/png</c>. Many write image/jpg, which is none and is refused as such.</summary>
    public string? MediaType { get; init; } = string.Equals(MediaType, "image/jpg", StringComparison.OrdinalIgnoreCase)
        ? "image/jpeg"
        : MediaType;

    /// <summary>Reads an address, which may be a data URI (RFC 2397) with its content in it.</summary>
    public static ImageSource OfUrl(JsonText url)
    {
        var escaped = url.Escaped;
        if (!escaped.StartsWith("data:"u8)) return new ImageSource(url, null, null);
        var comma = escaped.IndexOf((byte)',');
        if (comma < 0) return new ImageSource(url, null, null);
        var head = JsonText.OfEscaped(escaped["data:".Length..comma]).Decode();
        if (!head.EndsWith(";base64", StringComparison.OrdinalIgnoreCase)) return new ImageSource(url, null, null);
        return new ImageSource(null, head.Split(';')[0], JsonText.OfEscaped(escaped[(comma + 1)..]));
    }

    /// <summary>The address, or the data as a data URI.</summary>
    public JsonText AsUrl() =>
        Url ?? JsonText.OfEscaped(
            [.. "data:"u8, .. JsonText.Of(MediaType ?? "application/octet-stream").Escaped, .. ";base64,"u8, .. Data!.Value.Escaped]);
}
