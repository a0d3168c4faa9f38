using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Upstreams;

/// <summary>
/// Recognizes the errors by which a provider says that it rejects the credential or that the account has no credit. The status alone does not: some
/// providers use the one of invalid requests or of rate limits.
/// </summary>
internal static class AccountErrors
{
    /// <summary>A part of the message, and what it means.</summary>
    private static readonly (string Message, AccountFault Fault)[] Known =
    [
        // OpenAI: 429 with the code insufficient_quota (platform.openai.com/docs/guides/error-codes).
        ("exceeded your current quota", AccountFault.Credit),

        // Anthropic: 400 (platform.claude.com/docs/en/api/errors).
        ("credit balance is too low", AccountFault.Credit),

        // OpenRouter and DeepSeek: 402 as a rule.
        ("insufficient credits", AccountFault.Credit),
        ("insufficient balance", AccountFault.Credit),

        // xAI: 403.
        ("used all available credits", AccountFault.Credit),

        // Google: 400 (ai.google.dev/gemini-api/docs/troubleshooting).
        ("API key not valid", AccountFault.Credential),
        ("API key expired", AccountFault.Credential),

        // xAI: 400.
        ("Incorrect API key", AccountFault.Credential),
    ];

    /// <summary>
    /// What can come before the phrase in the message of an invalid request or a rate limit. Elsewhere it can be a quote from the request.
    /// </summary>
    private static readonly string[] Beginnings = ["", "You ", "You have ", "Your "];

    /// <param name="status">The HTTP status, which is an error.</param>
    /// <param name="body">The body of the response.</param>
    /// <returns>Null if neither is the reason.</returns>
    public static AccountFault? Find(int status, ReadOnlySpan<byte> body) => status switch
    {
        401 => AccountFault.Credential,
        402 => AccountFault.Credit,
        400 => InBody(body, atStart: true),
        403 => InBody(body) ?? AccountFault.Credential,
        429 => InBody(body) is AccountFault.Credit ? AccountFault.Credit : null,
        _ => null,
    };

    /// <summary>Whether the body of a 429 begins with the statement that the account has no credit.</summary>
    public static bool StatesNoCredit(ReadOnlySpan<byte> body) => InBody(body, atStart: true) is AccountFault.Credit;

    private static AccountFault? InBody(ReadOnlySpan<byte> body, bool atStart = false)
    {
        try
        {
            var json = new Utf8JsonReader(body, JsonDepth.ReaderOptions);
            using var document = JsonDocument.ParseValue(ref json);
            if (ErrorMessage.In(document.RootElement) is not { } message) return null;
            var index = Array.FindIndex(Known, known => IsIn(message, known.Message, atStart));
            return index < 0 ? null : Known[index].Fault;
        }
        catch (Exception fault) when (UnreadableJson.Caused(fault))
        {
            return null;
        }
    }

    private static bool IsIn(string message, string phrase, bool atStart)
    {
        var index = message.IndexOf(phrase, StringComparison.OrdinalIgnoreCase);
        return index >= 0 && (!atStart || Beginnings.Contains(message[..index], StringComparer.OrdinalIgnoreCase));
    }
}
