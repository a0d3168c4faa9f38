using System.Collections.Immutable;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Rules;

/// <summary>
/// How a model of another vendor than OpenAI is told in Chat Completions how much to reason, by its host. Sources: the providers' guides on
/// reasoning (api-docs.deepseek.com/guides/thinking_mode, console.groq.com/docs/reasoning, ai.google.dev/gemini-api/docs/openai,
/// docs.mistral.ai/capabilities/reasoning, platform.moonshot.ai, docs.z.ai, help.aliyun.com/model-studio, docs.x.ai, openrouter.ai/docs),
/// and the errors in earendil-works/pi#1745, theopenco/llmgateway#3422, pydantic/pydantic-ai#5285 and enricoros/big-AGI#1104.
/// </summary>
internal sealed record ReasoningControl
{
    public static readonly ReasoningMember ThinkingDisabled = new("thinking", """{"type":"disabled"}""");
    private static readonly ImmutableArray<Effort> UpToHigh = [Effort.Low, Effort.Medium, Effort.High];
    private static readonly ImmutableArray<Effort> MinimalToHigh = [Effort.Minimal, .. UpToHigh];

    /// <summary>DeepSeek converts all names itself, to low, high and max.</summary>
    private static readonly ReasoningControl DeepSeek =
        new() { Levels = [.. MinimalToHigh, Effort.XHigh, Effort.Max], Off = ThinkingDisabled };
    private static readonly ReasoningControl Toggle = new() { Levels = UpToHigh, Off = ThinkingDisabled };
    private static readonly ReasoningControl Alibaba = new() { Levels = UpToHigh, Off = new("enable_thinking", "false") };
    private static readonly ReasoningControl GroqQwen = new() { Levels = [Effort.None, Effort.Medium], MediumName = "default" };
    private static readonly ReasoningControl AlwaysOn = new() { Levels = UpToHigh };
    private static readonly ReasoningControl Optional = new() { Levels = [Effort.None, .. UpToHigh] };
    private static readonly ReasoningControl Gemini = new() { Levels = MinimalToHigh };
    private static readonly ReasoningControl GeminiFlash = new() { Levels = [Effort.None, .. MinimalToHigh] };
    private static readonly ReasoningControl Mistral = new() { Levels = [Effort.None, Effort.High] };
    private static readonly ReasoningControl OpenRouter = new() { Levels = [Effort.None, .. MinimalToHigh, Effort.XHigh] };
    private static readonly ReasoningControl None = new() { Levels = [] };

    private ReasoningControl()
    {
    }

    /// <summary>The names that <c>reasoning_effort</c> may have, in ascending order; empty if the model rejects the field.</summary>
    private ImmutableArray<Effort> Levels { get; init; }

    /// <summary>The field that switches reasoning off; null if an effort does, or nothing.</summary>
    private ReasoningMember? Off { get; init; }

    /// <summary>The name of a medium effort.</summary>
    private string MediumName { get; init; } = "medium";

    /// <returns>Null if the host is unknown.</returns>
    public static ReasoningControl? From(ModelEndpoint endpoint)
    {
        var (host, model) = (endpoint.Provider.BaseUrl.Host, endpoint.Model);
        bool IsAt(string domain) => EndpointRules.IsAt(host, domain);
        bool Is(string name) => model.Contains(name, StringComparison.OrdinalIgnoreCase);
        if (IsAt("deepseek.com")) return DeepSeek;
        if (IsAt("moonshot.ai") || IsAt("moonshot.cn") || IsAt("z.ai") || IsAt("bigmodel.cn") || IsAt("volces.com")) return Toggle;
        if (IsAt("aliyuncs.com")) return Alibaba;
        if (IsAt("groq.com")) return Is("qwen") ? GroqQwen : AlwaysOn;
        if (IsAt("googleapis.com")) return !Is("gemini") ? null : Is("2.5-flash") ? GeminiFlash : Gemini;
        if (IsAt("mistral.ai")) return Is("magistral") ? None : Mistral;
        if (IsAt("x.ai")) return Is("grok-4.3") ? Optional : Is("grok-4-") || Is("grok-code") ? None : AlwaysOn;
        return IsAt("openrouter.ai") ? OpenRouter : null;
    }

    /// <summary>The member for an effort or the nearest one that the model has; null if the request must have none.</summary>
    public ReasoningMember? MemberFor(Effort? requested)
    {
        if (requested == Effort.None && Off is not null) return Off;
        return EffortMapping.Nearest(Levels, requested) is { } effort ? EffortMember(effort) : null;
    }

    private ReasoningMember EffortMember(Effort effort) =>
        ReasoningMember.Of(effort == Effort.Medium ? MediumName : EffortMapping.NameOf(effort));
}

/// <summary>A member of a request that says how much to reason.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value as JSON.</param>
internal readonly record struct ReasoningMember(string Name, string Value)
{
    private const string EffortName = "reasoning_effort";

    /// <summary>It is OpenAI's field for the effort.</summary>
    public bool IsEffort => Name == EffortName;

    public static ReasoningMember Of(string effort) => new(EffortName, $"\"{effort}\"");

    public override string ToString() => $"\"{Name}\":{Value}";
}
