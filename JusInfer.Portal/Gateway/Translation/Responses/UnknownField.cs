namespace JusInfer.Portal.Gateway.Translation.Responses;

/// <summary>
/// Recognizes each provider's error for a field that it does not know: OpenAI "Unrecognized request argument supplied" and "Unknown
/// parameter", with the codes of both APIs; Groq "property '…' is unsupported"; Mistral and Anthropic, as pydantic, "Extra inputs are not
/// permitted"; Google 'Unknown name "…"'; Volcano Ark and Go servers "unknown field"; vLLM "extra_forbidden".
/// </summary>
internal static class UnknownField
{
    private static readonly string[] Messages =
    [
        "unrecognized request argument", "unknown parameter", "unsupported parameter", "extra inputs are not permitted", "unknown name",
        "unknown field", "is unsupported", "extra_forbidden", "unexpected keyword argument", "additional properties are not allowed",
    ];

    public static bool IsIn(string? code, string message) =>
        code is "unknown_parameter" or "unsupported_parameter" or "extra_forbidden"
        || Array.Exists(Messages, phrase => message.Contains(phrase, StringComparison.OrdinalIgnoreCase));
}
