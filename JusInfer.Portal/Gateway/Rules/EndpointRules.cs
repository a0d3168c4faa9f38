using System.Collections.Immutable;
using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Gateway.Rules;

/// <summary>
/// What an endpoint accepts, by host and model, as documented by each provider; what the catalog says wins. Most rules are of Chat
/// Completions, in which providers differ most; those of system messages, cache markers and end users apply to every dialect. An unknown
/// host is treated as an engine such as vLLM, which ignores unknown fields.
/// </summary>
internal sealed record EndpointRules
{
    private static readonly EndpointRules OpenAi = new()
    {
        IsOpenAi = true,
        AcceptsSystemAnywhere = true,
        SeparatesFiles = true,
        TakesCacheKey = true,
        ReasoningField = null,
        RejectsUnknownFields = true,
        ForcesToolsWhileReasoning = true,
        ParsesArguments = false,
        RequiresObjectSchemas = true,
    };

    /// <summary>Rejects unknown fields (console.groq.com/docs/api-reference).</summary>
    private static readonly EndpointRules Groq = new()
    {
        ReasoningField = "reasoning",
        RejectsUnknownFields = true,
        ForcesToolsWhileReasoning = true,
        TakesStrictSchemas = false,
    };

    /// <summary>Rejects unknown fields (docs.mistral.ai/api).</summary>
    private static readonly EndpointRules Mistral = new()
    {
        ReasoningField = null,
        RejectsUnknownFields = true,
        ForcesToolsWhileReasoning = true,
        ContinuationModes = [Continuation.Prefix],
    };

    /// <summary>Rejects unknown fields (ai.google.dev/gemini-api/docs/openai).</summary>
    private static readonly EndpointRules Google = new()
    {
        ReasoningField = null,
        RejectsUnknownFields = true,
        ForcesToolsWhileReasoning = true,
        HidesReasoning = true,
        TakesThoughtSignatures = true,
        TakesStrictSchemas = false,
        EnforcesSchemas = true,
    };

    private static readonly EndpointRules Other = new()
    {
        ReasoningField = "reasoning_content",
        TakesThoughtSignatures = true,
        MaxStops = int.MaxValue,
        ContinuationModes = [Continuation.Prefill, Continuation.Prefix, Continuation.ContinueFinalMessage],
    };

    /// <summary>
    /// A limit of tokens does not include reasoning (docs.siliconflow.com/en/userguide/capabilities/reasoning). For Alibaba it is assumed:
    /// its pages name a budget of thinking beside the limit (alibabacloud.com/help/en/model-studio/deep-thinking).
    /// </summary>
    private static readonly EndpointRules ReasonsBeyondLimit = Other with { LimitsReasoning = false };

    /// <summary>Leaves out what each of its providers does not know (openrouter.ai/docs/api-reference/parameters).</summary>
    private static readonly EndpointRules OpenRouter =
        Other with
        {
            SeparatesFiles = true,
            TakesCacheKey = true,
            MaxStops = OpenAi.MaxStops,
            ForwardsToClaude = true,
            TakesReasoningDetails = true,
            TakesStrictSchemas = false,
        };

    /// <summary>Continues a marked message only at its beta address (api-docs.deepseek.com/guides/chat_prefix_completion).</summary>
    private static readonly EndpointRules DeepSeek = Other with { ContinuationModes = [] };
    private static readonly EndpointRules DeepSeekBeta = Other with { ContinuationModes = [Continuation.Prefix] };

    /// <summary>The same for providers of which the catalog says otherwise whether they accept system messages anywhere.</summary>
    private static readonly (EndpointRules Usual, EndpointRules Otherwise)[] Overrides =
    [
        .. new[] { OpenAi, Groq, Mistral, Google, Other, ReasonsBeyondLimit, OpenRouter, DeepSeek, DeepSeekBeta }
            .Select(static rules => (rules, rules with { AcceptsSystemAnywhere = !rules.AcceptsSystemAnywhere })),
    ];

    /// <summary>Supports the role <c>developer</c>, <c>max_completion_tokens</c> and the fields that only OpenAI has.</summary>
    public bool IsOpenAi { get; private init; }

    /// <summary>
    /// Accepts several system messages, and later ones. The chat templates of many local models raise an error for them.
    /// </summary>
    public bool AcceptsSystemAnywhere { get; private init; }

    /// <summary>
    /// Rejects documents in the field of an image, and files other than PDF (mkht/PSOpenAI#43, trpc-group/trpc-agent-go#1816). Relays take
    /// them for models that read them (stanfordnlp/dspy#7872).
    /// </summary>
    public bool SeparatesFiles { get; private init; }

    /// <summary>Takes <c>prompt_cache_key</c>. A server that does not know the field can fail the call, as Volcano Ark does.</summary>
    public bool TakesCacheKey { get; private init; }

    /// <summary>
    /// Has models of Anthropic, whose prompts are cached up to a marker only (openrouter.ai/docs/features/prompt-caching).
    /// </summary>
    public bool ForwardsToClaude { get; private init; }

    /// <summary>
    /// Takes the reasoning of earlier messages as <c>reasoning_details</c> (openrouter.ai/docs/use-cases/reasoning-tokens).
    /// </summary>
    public bool TakesReasoningDetails { get; private init; }

    /// <summary>The name of the field for the reasoning of earlier assistant messages; null if the provider has none.</summary>
    public required string? ReasoningField { get; init; }

    /// <summary>Rejects a request with undocumented fields.</summary>
    public bool RejectsUnknownFields { get; private init; }

    /// <summary>
    /// Accepts a <c>tool_choice</c> that forces a call of a reasoning model. DeepSeek, Moonshot and Alibaba Cloud answer 400 while the model
    /// reasons (github.com/deepseek-ai/DeepSeek-V3/issues/1376, github.com/cloudwego/eino/issues/994).
    /// </summary>
    public bool ForcesToolsWhileReasoning { get; private init; }

    /// <summary>
    /// Parses the arguments of earlier calls, so that a text without an object fails every further turn
    /// (aws-samples/bedrock-access-gateway#258).
    /// </summary>
    public bool ParsesArguments { get; private init; } = true;

    /// <summary>
    /// The mode for JSON schemas takes only those of an object, without alternatives (vercel/ai#1485,
    /// platform.openai.com/docs/guides/structured-outputs).
    /// </summary>
    public bool RequiresObjectSchemas { get; private init; }

    /// <summary>
    /// Takes <c>strict</c> in the mode for JSON schemas for every model that has the mode. OpenRouter finds no endpoint for models of which
    /// no provider announces it (OpenRouterTeam/ai-sdk-provider#483), and Groq has it for gpt-oss only (langchain-ai/langchainjs#9923).
    /// Servers that ignore it enforce every schema (supernovae-st/nika#246).
    /// </summary>
    public bool TakesStrictSchemas { get; private init; } = true;

    /// <summary>
    /// Every answer in the mode for JSON schemas conforms; <c>strict</c> means nothing (receptron/graphai#1263).
    /// </summary>
    public bool EnforcesSchemas { get; private init; }

    /// <summary>Takes <c>extra_content</c> of tool calls, in which Google has signatures.</summary>
    public bool TakesThoughtSignatures { get; private init; }

    /// <summary>
    /// Does not report the tokens of reasoning. They are what the total has beyond the other counts (ai.google.dev/gemini-api/docs/openai).
    /// </summary>
    public bool HidesReasoning { get; private init; }

    /// <summary>
    /// The number of stop sequences: four in OpenAI's API (platform.openai.com/docs/api-reference/chat/create). Engines take any number.
    /// </summary>
    public int MaxStops { get; private init; } = 4;

    /// <summary>The limit of output tokens includes those of reasoning.</summary>
    public bool LimitsReasoning { get; private init; } = true;

    /// <summary>
    /// The ways in which the provider can continue an assistant turn. In any other way, it begins a new turn or rejects the request.
    /// </summary>
    public ImmutableArray<Continuation> ContinuationModes { get; private init; } = [];

    public static EndpointRules From(Provider provider)
    {
        var rules = Of(provider);
        return provider.AcceptsSystemAnywhere is { } accepts && accepts != rules.AcceptsSystemAnywhere
            ? OtherwiseOf(rules)
            : rules;
    }

    /// <summary>A method of its own, so that the usual case allocates no closure.</summary>
    private static EndpointRules OtherwiseOf(EndpointRules rules) =>
        Array.Find(Overrides, one => ReferenceEquals(one.Usual, rules)).Otherwise;

    private static EndpointRules Of(Provider provider) => provider.BaseUrl.Host switch
    {
        var host when IsAt(host, "openai.com") || IsAt(host, "openai.azure.com") => OpenAi,
        var host when IsAt(host, "groq.com") => Groq,
        var host when IsAt(host, "mistral.ai") => Mistral,
        var host when IsAt(host, "googleapis.com") => Google,
        var host when IsAt(host, "openrouter.ai") => OpenRouter,
        var host when IsAt(host, "siliconflow.com") || IsAt(host, "siliconflow.cn") || IsAt(host, "aliyuncs.com") => ReasonsBeyondLimit,
        var host when IsAt(host, "deepseek.com") =>
            provider.BaseUrl.AbsolutePath.StartsWith("/beta", StringComparison.Ordinal) ? DeepSeekBeta : DeepSeek,
        _ => Other,
    };

    /// <summary>How prompts are cached at the endpoint. It is a trait of the model; what the catalog says for the provider wins.</summary>
    public static CacheMarkers MarkersOf(ModelEndpoint endpoint)
    {
        if (endpoint.Provider.CacheMarkers is { } set) return set;
        var isClaude = From(endpoint.Provider).ForwardsToClaude && endpoint.Model.Contains("claude", StringComparison.OrdinalIgnoreCase);
        return isClaude ? CacheMarkers.Anthropic : endpoint.Provider.Dialect.CacheMarkers;
    }

    /// <summary>Whether prompts are cached at the endpoint up to Anthropic's markers only.</summary>
    public static bool NeedsMarkers(ModelEndpoint endpoint) => MarkersOf(endpoint) == CacheMarkers.Anthropic;

    /// <summary>
    /// Whether the provider refuses the name of an end user that is an e-mail address, a phone number or too long; see
    /// <see cref="UserIdentifiers"/>. Clouds that have Anthropic's models do so, too (BerriAI/litellm#24661).
    /// </summary>
    public static bool RefusesPersonalData(Provider provider) => provider.IsAnthropic;

    /// <summary>
    /// Whether a model wants the reasoning before its tool calls back, which no signature protects: DeepSeek and Moonshot answer 400
    /// without it (earendil-works/pi#3636, anomalyco/opencode#16318), and other models reason better with it. DeepSeek R1 rejects it.
    /// </summary>
    public static bool ReturnsReasoning(ModelEndpoint endpoint) =>
        From(endpoint.Provider) is { ReasoningField: not null }
        && !endpoint.Model.Contains("deepseek-r1", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a host is that of a domain or below it.</summary>
    public static bool IsAt(string host, string domain) =>
        HostName.IsAt(host, domain);
}
