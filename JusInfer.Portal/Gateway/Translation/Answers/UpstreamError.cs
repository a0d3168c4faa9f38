using System.Globalization;
using System.Text;
using System.Text.Json;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.Answers;

/// <summary>
/// What a provider says went wrong, wherever its dialect puts it; and whose fault it is, where the HTTP status could not tell, since it was
/// a success.
/// </summary>
/// <param name="Message">Shortened, so that an error page or an echoed prompt does not become an error text.</param>
internal readonly record struct UpstreamError(string Message)
{
    private const int MaxLength = 300;

    public static readonly UpstreamError Unexplained = new("no explanation given");

    private static readonly UpstreamError NotJson = new("its answer is not JSON");

    /// <summary>The prompt is longer than the model's context.</summary>
    public bool IsOverflow { get; private init; }

    /// <summary>The request is at fault: every attempt would fail alike.</summary>
    public bool IsOfCaller { get; private init; }

    /// <summary>Reads the value at which the reader stands: a string, or an object with a message.</summary>
    public static UpstreamError Read(ref Utf8JsonReader json)
    {
        using var value = JsonDocument.ParseValue(ref json);
        return Of(value.RootElement) ?? Unexplained;
    }

    /// <summary>The error in a whole body; says so where the body is none.</summary>
    public static UpstreamError In(ReadOnlySpan<byte> body) => body.IsEmpty ? Unexplained : Within(body) ?? Unexplained;

    private static UpstreamError? Within(ReadOnlySpan<byte> body)
    {
        try
        {
            var json = new Utf8JsonReader(body, JsonDepth.OfReader);
            using var document = JsonDocument.ParseValue(ref json);
            var error = Of(document.RootElement);
            return ContextOverflow.IsIn(body) ? (error ?? Unexplained) with { IsOverflow = true, IsOfCaller = true } : error;
        }
        catch (Exception fault) when (UnreadableJson.Caused(fault))
        {
            if (ErrorMessage.InText(body) is not { } message) return NotJson;
            var isOverflow = ContextOverflow.IsIn(message);
            return new(Short(message)) { IsOverflow = isOverflow, IsOfCaller = isOverflow };
        }
    }

    private static UpstreamError? Of(JsonElement value)
    {
        if (ErrorMessage.In(value) is not { } message) return null;
        while (ErrorMessage.Inner(value) is { } inner) value = inner;
        var told = PassedOn(value);
        var shown = told?.Message ?? Short(message);
        var (code, type) = (Word(value, "code"), Word(value, "type") ?? Word(value, "status"));
        if (IsOfOthers(code)) return new(shown);
        var isOverflow = code == "context_length_exceeded" || ContextOverflow.IsIn(message) || told is { IsOverflow: true };
        return new(shown) { IsOverflow = isOverflow, IsOfCaller = isOverflow || IsCallersCode(code) || IsCallersType(type) };
    }

    /// <summary>What the provider behind this one said; this one only says that it did (OpenRouter).</summary>
    private static UpstreamError? PassedOn(JsonElement error)
    {
        if (error.ValueKind != JsonValueKind.Object || !error.TryGetProperty("metadata", out var more)) return null;
        if (more.ValueKind != JsonValueKind.Object || !more.TryGetProperty("raw", out var raw)) return null;
        if (raw.ValueKind != JsonValueKind.String) return Of(raw);
        return raw.GetString() is { Length: > 0 } text && Within(Encoding.UTF8.GetBytes(text)) is { } said && said != NotJson ? said : null;
    }

    /// <summary>A code is a word or an HTTP status, written as a number or as text.</summary>
    private static string? Word(JsonElement value, string name)
    {
        if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(name, out var word)) return null;
        return word.ValueKind switch
        {
            JsonValueKind.String => word.GetString(),
            JsonValueKind.Number when word.TryGetInt32(out var status) => status.ToString(CultureInfo.InvariantCulture),
            _ => null,
        };
    }

    /// <summary>OpenAI calls these invalid requests too.</summary>
    private static bool IsOfOthers(string? code) =>
        code is "invalid_api_key" or "model_not_found" or "insufficient_quota" or "rate_limit_exceeded";

    /// <summary>A status (vLLM, OpenRouter), or a word of OpenAI's.</summary>
    private static bool IsCallersCode(string? code) => code is "400" or "413" or "422" or "invalid_prompt" or "invalid_request_error"
        or "string_above_max_length"
        || code?.StartsWith("invalid_image", StringComparison.Ordinal) is true
        || code?.StartsWith("image_", StringComparison.Ordinal) is true
        || code is "invalid_base64_image" or "empty_image_file" or "unsupported_image_media_type" or "failed_to_download_image";

    /// <summary>OpenAI and Anthropic; vLLM; Google.</summary>
    private static bool IsCallersType(string? type) =>
        type is "invalid_request_error" or "request_too_large" or "BadRequestError" or "INVALID_ARGUMENT";

    private static string Short(string text) => text.Length <= MaxLength ? text : string.Concat(text.AsSpan(0, MaxLength), "…");
}
