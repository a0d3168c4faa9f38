using System.Globalization;
using System.Text;
using System.Text.Json;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.Responses;

/// <summary>
/// An error that a provider reports, in any of the known formats. It decides whether the request is at fault, because the HTTP status of a
/// stream that fails is a success.
/// </summary>
/// <param name="Message">The message, truncated because it may contain an error page or an echoed prompt.</param>
internal readonly record struct UpstreamError(string Message)
{
    private const int MaxLength = 300;

    /// <summary>Cloudflare's AI Gateway, with status 400 (cloudflare/ai#436).</summary>
    private const string NoResponseCode = "2005";
    private const string NoResponse = "failed to get response from provider";

    public static readonly UpstreamError Unexplained = new("no explanation given");

    private static readonly UpstreamError NotJson = new("its response is not JSON");

    /// <summary>The code, or the type if there is none or it is a number; null if the error has neither.</summary>
    public string? Code { get; private init; }

    /// <summary>The prompt is longer than the model's context.</summary>
    public bool IsOverflow { get; private init; }

    /// <summary>The request is invalid, so that every attempt would fail.</summary>
    public bool IsOfCaller { get; private init; }

    /// <summary>The operator's account, credential or name of the model at the provider is at fault.</summary>
    public bool IsOfOperator { get; private init; }

    /// <summary>The provider is a gateway that reports a failure of the provider behind it with a status of invalid requests.</summary>
    public bool IsOfProvider { get; private init; }

    /// <summary>The endpoint does not know a field of the request, or does not support it. Another endpoint may.</summary>
    public bool IsUnknownField { get; private init; }

    /// <summary>The provider rejects a signature of reasoning in the request. The same request without signatures can succeed.</summary>
    public bool IsSignatureRejection { get; private init; }

    /// <summary>
    /// The model wants the reasoning of earlier messages back. The same request can succeed if the model does not reason.
    /// </summary>
    public bool IsMissingReasoning { get; private init; }

    /// <summary>Reads the reader's current value: a string, or an object with a message.</summary>
    public static UpstreamError Read(ref Utf8JsonReader json)
    {
        using var value = JsonDocument.ParseValue(ref json);
        return From(value.RootElement) ?? Unexplained;
    }

    /// <summary>The error in a body; an error without an explanation if none is found.</summary>
    public static UpstreamError In(ReadOnlySpan<byte> body) => body.IsEmpty ? Unexplained : Within(body) ?? Unexplained;

    private static UpstreamError? Within(ReadOnlySpan<byte> body)
    {
        try
        {
            var json = new Utf8JsonReader(body, JsonDepth.ReaderOptions);
            using var document = JsonDocument.ParseValue(ref json);
            var error = From(document.RootElement);
            return ContextOverflow.IsIn(body) ? (error ?? Unexplained) with { IsOverflow = true, IsOfCaller = true } : error;
        }
        catch (Exception fault) when (UnreadableJson.Caused(fault))
        {
            if (ErrorMessage.FromText(body) is not { } message) return NotJson;
            var isOverflow = ContextOverflow.IsIn(message);
            var isSignature = SignatureRejection.IsIn(code: null, message);
            return new(Truncate(message)) { IsOverflow = isOverflow, IsSignatureRejection = isSignature, IsOfCaller = isOverflow || isSignature };
        }
    }

    private static UpstreamError? From(JsonElement value)
    {
        if (ErrorMessage.In(value) is not { } message) return null;
        while (ErrorMessage.InnerError(value) is { } inner) value = inner;
        var forwarded = FindForwardedError(value);
        var text = forwarded?.Message ?? Truncate(message);
        var (code, type) = (ReadCode(value, "code"), ReadCode(value, "type") ?? ReadCode(value, "status"));
        var error = new UpstreamError(text)
        {
            Code = forwarded?.Code
            ?? (code is null || (type is not null && char.IsAsciiDigit(code[0])) ? type : code)
        };
        if (IsOperatorCode(code) || IsOperatorCode(type)) return error with { IsOfOperator = true };
        if (code == "rate_limit_exceeded") return error;
        if (code == NoResponseCode && message.Contains(NoResponse, StringComparison.OrdinalIgnoreCase)) return error with
        {
            IsOfProvider =
            true
        };
        var isOverflow = code == "context_length_exceeded" || ContextOverflow.IsIn(message) || forwarded is { IsOverflow: true };
        var isSignature = SignatureRejection.IsIn(code, message) || forwarded is { IsSignatureRejection: true };
        var isMissing = !isSignature && (IsMissing(message) || forwarded is { IsMissingReasoning: true });
        return error with
        {
            IsOverflow = isOverflow,
            IsSignatureRejection = isSignature,
            IsMissingReasoning = isMissing,
            IsUnknownField = !isOverflow && !isSignature && !isMissing && UnknownField.IsIn(code, message),
            IsOfCaller = isOverflow || isSignature || isMissing || IsInvalidRequestCode(code) || IsInvalidRequestType(type),
        };
    }

    /// <summary>The error of another provider that this one forwards (OpenRouter).</summary>
    private static UpstreamError? FindForwardedError(JsonElement error)
    {
        if (error.ValueKind != JsonValueKind.Object || !error.TryGetProperty("metadata", out var more)) return null;
        if (more.ValueKind != JsonValueKind.Object || !more.TryGetProperty("raw", out var raw)) return null;
        if (raw.ValueKind != JsonValueKind.String) return From(raw);
        if (raw.GetString() is not { Length: > 0 } text) return null;
        return Within(Encoding.UTF8.GetBytes(text)) is { } inner && inner != NotJson ? inner : null;
    }

    /// <summary>Reads an error code: a name, or an HTTP status as a number or a string.</summary>
    private static string? ReadCode(JsonElement value, string name)
    {
        if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(name, out var code)) return null;
        return code.ValueKind switch
        {
            JsonValueKind.String => code.GetString() is { Length: > 0 } text ? text : null,
            JsonValueKind.Number when code.TryGetInt32(out var status) => status.ToString(CultureInfo.InvariantCulture),
            _ => null,
        };
    }

    /// <summary>
    /// DeepSeek: "The `reasoning_content` in the thinking mode must be passed back to the API" (earendil-works/pi#3636). Moonshot:
    /// "thinking is enabled but reasoning_content is missing in assistant tool call message" (anomalyco/opencode#16318).
    /// </summary>
    private static bool IsMissing(string message) =>
        message.Contains("reasoning_content", StringComparison.Ordinal)
        && (message.Contains("passed back", StringComparison.OrdinalIgnoreCase)
            || message.Contains("missing", StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// Codes of OpenAI, which gives some of them the type of invalid requests, types of Anthropic, and HTTP statuses (OpenRouter).
    /// </summary>
    private static bool IsOperatorCode(string? code) =>
        code is "invalid_api_key" or "model_not_found" or "insufficient_quota" or "billing_hard_limit_reached" or "account_deactivated"
            or "DeploymentNotFound" or "authentication_error" or "permission_error" or "billing_error" or "not_found_error"
            or "401" or "402" or "403" or "404";

    /// <summary>An HTTP status (vLLM, OpenRouter), or one of OpenAI's codes.</summary>
    private static bool IsInvalidRequestCode(string? code) => code is "400" or "413" or "422" or "invalid_prompt" or "invalid_request_error"
        or "string_above_max_length"
        || IsPolicyCode(code)
        || code?.StartsWith("invalid_image", StringComparison.Ordinal) is true
        || code?.StartsWith("image_", StringComparison.Ordinal) is true
        || code is "invalid_base64_image" or "empty_image_file" or "unsupported_image_media_type" or "failed_to_download_image";

    /// <summary>The prompt violates the provider's policy: OpenAI, Azure (maximhq/bifrost#6419), Qwen, Z.ai.</summary>
    private static bool IsPolicyCode(string? code) =>
        code is "content_filter" or "content_policy_violation" or "ResponsibleAIPolicyViolation" or "moderation_blocked" or "cyber_policy"
            or "data_inspection_failed" or "DataInspectionFailed" or "1301";

    /// <summary>Types of OpenAI, Anthropic, vLLM and Google.</summary>
    private static bool IsInvalidRequestType(string? type) =>
        type is "invalid_request_error" or "request_too_large" or "BadRequestError" or "INVALID_ARGUMENT";

    private static string Truncate(string text) => text.Length <= MaxLength ? text : string.Concat(text.AsSpan(0, MaxLength), "…");
}
