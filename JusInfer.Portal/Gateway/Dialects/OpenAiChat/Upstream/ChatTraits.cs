using System.Collections.Immutable;
using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat.Upstream;

/// <summary>
/// Where providers of Chat Completions differ in what they take. Told by the host, as every provider's documentation gives it; an unknown
/// host is taken for an engine such as vLLM, which passes over what it does not know.
/// </summary>
internal sealed record ChatTraits
{
    private static readonly ChatTraits OpenAi = new() { IsOpenAi = true, ReasoningField = null, IsStrict = true };

    /// <summary>Refuses fields that it does not know (console.groq.com/docs/api-reference).</summary>
    private static readonly ChatTraits Groq = new() { ReasoningField = "reasoning", IsStrict = true };

    /// <summary>Likewise (docs.mistral.ai/api).</summary>
    private static readonly ChatTraits Mistral = new() { ReasoningField = null, IsStrict = true, Ways = [Continuation.Prefix] };

    /// <summary>Likewise (ai.google.dev/gemini-api/docs/openai).</summary>
    private static readonly ChatTraits Google = new() { ReasoningField = null, IsStrict = true };

    private static readonly ChatTraits Other = new()
    {
        ReasoningField = "reasoning_content",
        Ways = [Continuation.Prefill, Continuation.Prefix, Continuation.ContinueFinalMessage],
    };

    /// <summary>
    /// Marked messages are gone on with under its beta address alone (api-docs.deepseek.com/guides/chat_prefix_completion).
    /// </summary>
    private static readonly ChatTraits DeepSeek = Other with { Ways = [] };
    private static readonly ChatTraits DeepSeekBeta = Other with { Ways = [Continuation.Prefix] };

    /// <summary>Knows the role <c>developer</c>, <c>max_completion_tokens</c>, and fields that only OpenAI has.</summary>
    public bool IsOpenAi { get; private init; }

    /// <summary>Under what name a past message's reasoning goes back; null where there is no place for it.</summary>
    public required string? ReasoningField { get; init; }

    /// <summary>Refuses a request with fields beyond its documentation.</summary>
    public bool IsStrict { get; private init; }

    /// <summary>
    /// How it can be asked to go on with an assistant's turn; by none of these it begins a new one, or refuses the request.
    /// </summary>
    public ImmutableArray<Continuation> Ways { get; private init; } = [];

    public static ChatTraits Of(Provider provider) => provider.BaseUrl.Host switch
    {
        var host when IsAt(host, "openai.com") => OpenAi,
        var host when IsAt(host, "groq.com") => Groq,
        var host when IsAt(host, "mistral.ai") => Mistral,
        var host when IsAt(host, "googleapis.com") => Google,
        var host when IsAt(host, "deepseek.com") =>
            provider.BaseUrl.AbsolutePath.StartsWith("/beta", StringComparison.Ordinal) ? DeepSeekBeta : DeepSeek,
        _ => Other,
    };

    private static bool IsAt(string host, string domain) =>
        host.EndsWith(domain, StringComparison.OrdinalIgnoreCase) && (host.Length == domain.Length || host[^(domain.Length + 1)] == '.');
}
