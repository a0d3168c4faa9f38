using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Upstreams;

/// <summary>
/// Recognizes the errors by which a provider says that it does not have the endpoint's model or deployment, or that the operator's account
/// may not use it. A caller cannot provoke them, because the gateway sets the model's name.
/// </summary>
internal static class MissingModelErrors
{
    /// <summary>
    /// The value of the error's code, type or status, and the beginning of its message with {0} for the model's name. No beginning if the
    /// code is used for nothing else.
    /// </summary>
    private static readonly (string Code, string? Message)[] Known =
    [
        // OpenAI, and compatible providers such as Groq: 404, or 403 if the project has no access (platform.openai.com/docs/guides/error-codes).
        ("model_not_found", null),

        // Azure OpenAI (learn.microsoft.com/azure/ai-foundry/openai/faq).
        ("DeploymentNotFound", null),

        // Together (docs.together.ai/docs/error-codes).
        ("model_not_available", null),

        // Anthropic: the code is also used for unknown files and paths (platform.claude.com/docs/en/api/errors).
        ("not_found_error", "model: {0}"),

        // vLLM (vllm/entrypoints/openai, check_model).
        ("NotFoundError", "The model `{0}` does not exist"),

        // Ollama (github.com/ollama/ollama, openai/openai.go).
        ("not_found_error", "model '{0}' not found"),
        ("api_error", "model '{0}' not found"),
        ("not_found_error", "model \"{0}\" not found"),
        ("api_error", "model \"{0}\" not found"),

        // Google's OpenAI-compatible endpoint (ai.google.dev/gemini-api/docs/openai).
        ("NOT_FOUND", "models/{0} is not found"),

        // OpenRouter has no code of its own (openrouter.ai/docs/api-reference/errors).
        ("404", "No endpoints found for {0}"),
    ];

    /// <param name="body">The body of a 403 or 404.</param>
    /// <param name="model">The provider's name of the model.</param>
    public static bool Include(ReadOnlySpan<byte> body, string model)
    {
        try
        {
            var json = new Utf8JsonReader(body, JsonDepth.ReaderOptions);
            using var document = JsonDocument.ParseValue(ref json);
            var error = document.RootElement;
            while (ErrorMessage.InnerError(error) is { } inner) error = inner;
            var message = ErrorMessage.In(error);
            return error.ValueKind == JsonValueKind.Object && Array.Exists(
                Known,
                known => Has(error, known.Code) && (known.Message is null || message?.StartsWith(
                    known.Message.Replace("{0}", model, StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase) is true));
        }
        catch (Exception fault) when (UnreadableJson.Caused(fault))
        {
            return false;
        }
    }

    private static bool Has(JsonElement error, string code) =>
        IsCode(error, "code", code) || IsCode(error, "type", code) || IsCode(error, "status", code);

    private static bool IsCode(JsonElement error, string name, string code) => error.TryGetProperty(name, out var value) && value.ValueKind switch
    {
        JsonValueKind.String => value.ValueEquals(code),
        JsonValueKind.Number => value.GetRawText() == code,
        _ => false,
    };
}
