using System.Collections.Immutable;
using System.Globalization;
using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Dialects;

/// <summary>
/// What a generation of OpenAI's reasoning models supports, by the model's name, at any host. Clients set a temperature or an effort
/// without knowing which model answers, and each generation rejects other values. Sources: platform.openai.com/docs, the guides on
/// reasoning and on the latest model (parameter compatibility), the reference of <c>reasoning_effort</c> and the pages of the models; for
/// tools, the API's error messages, as in openai/openai-openapi#541 and BerriAI/litellm#34569.
/// </summary>
internal sealed record OpenAiGeneration
{
    private static readonly ImmutableArray<Effort> DefaultLevels = [Effort.Low, Effort.Medium, Effort.High];

    private OpenAiGeneration()
    {
    }

    /// <summary>The supported efforts in ascending order; empty if the model does not accept the field.</summary>
    public ImmutableArray<Effort> Levels { get; private init; } = DefaultLevels;

    /// <summary>The model reasons unless the request disables it.</summary>
    public bool ReasonsByDefault { get; private init; } = true;

    /// <summary>Supports temperature, top_p, penalties, biases and log probabilities when it does not reason.</summary>
    public bool SupportsSamplingWithoutReasoning { get; private init; }

    /// <summary>Which effort Chat Completions accepts together with tools.</summary>
    private ChatToolsRule ToolsRule { get; init; }

    /// <param name="model">The provider's name of the model, with any prefix of a reseller.</param>
    /// <returns>Null if the model is not one of these.</returns>
    public static OpenAiGeneration? From(string model)
    {
        var name = model.AsSpan(model.LastIndexOf('/') + 1);
        if (name.IndexOf(':') is >= 0 and var end) name = name[..end];
        if (name.StartsWith("codex-mini", StringComparison.OrdinalIgnoreCase)) return new();
        if (name.Length >= 2 && name[0] is 'o' or 'O' && char.IsAsciiDigit(name[1]) && (name.Length == 2 || name[2] == '-'))
            return name[2..] is "-mini" or "-preview" && name[1] == '1' ? new() { Levels = [] } : new();
        return name.StartsWith("gpt-", StringComparison.OrdinalIgnoreCase) ? OfGpt(name["gpt-".Length..].ToString()) : null;
    }

    /// <summary>The name of the effort, or of the nearest supported one; null if the field must be omitted.</summary>
    public string? EffortName(Effort? requested) => Nearest(requested) is { } effort ? EffortMapping.NameOf(effort) : null;

    public bool SupportsSampling(Effort? requested) =>
        SupportsSamplingWithoutReasoning && (Nearest(requested) is { } effort ? effort == Effort.None : !ReasonsByDefault);

    /// <summary>The effort that OpenAI's Chat Completions accepts together with tools. Its Responses API accepts any.</summary>
    public Effort? EffortWithTools(Effort? requested) => ToolsRule switch
    {
        ChatToolsRule.NoEffort => null,
        ChatToolsRule.NoReasoning => Effort.None,
        _ => requested,
    };

    private static OpenAiGeneration? OfGpt(string name)
    {
        var dash = name.IndexOf('-');
        var (number, variant) = dash < 0 ? (name, "") : (name[..dash], name[(dash + 1)..]);
        var version = VersionIn(number);
        if (version is < 500 or >= 1000) return null;
        bool Is(string kind) => variant.Contains(kind, StringComparison.OrdinalIgnoreCase);
        if (version == 500 && Is("chat")) return null;
        if (Is("chat") || Is("search")) return new() { Levels = [] };
        if (Is("pro")) return new() { Levels = version == 500 ? [Effort.High] : [Effort.Medium, Effort.High, Effort.XHigh] };
        if (Is("codex")) return new() { Levels = version >= 502 || Is("max") ? [.. DefaultLevels, Effort.XHigh] : DefaultLevels };
        return version switch
        {
            < 501 => new() { Levels = [Effort.Minimal, .. DefaultLevels] },
            >= 600 when Is("sol") || Is("luna") => new()
            {
                Levels = [Effort.None, .. DefaultLevels, Effort.XHigh, Effort.Max],
                ToolsRule = ChatToolsRule.NoReasoning,
            },
            >= 600 => new() { Levels = [.. DefaultLevels, Effort.XHigh, Effort.Max] },
            _ => new()
            {
                Levels = [Effort.None, .. DefaultLevels, .. version >= 502 ? [Effort.XHigh] : ImmutableArray<Effort>.Empty],
                ReasonsByDefault = version >= 505,
                SupportsSamplingWithoutReasoning = true,
                ToolsRule = version >= 505 ? ChatToolsRule.NoReasoning : version >= 504 ? ChatToolsRule.NoEffort : ChatToolsRule.AnyEffort,
            },
        };
    }

    /// <summary>A version as a number, 5.4 as 504; zero if there is none, as in gpt-4o.</summary>
    private static int VersionIn(string number)
    {
        var dot = number.IndexOf('.');
        var (major, minor) = dot < 0 ? (number, "0") : (number[..dot], number[(dot + 1)..]);
        return TryRead(major, out var first) && TryRead(minor, out var second) ? (first * 100) + second : 0;

        static bool TryRead(string digits, out int value) =>
            int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }

    private Effort? Nearest(Effort? requested) => EffortMapping.Nearest(Levels, requested);

    private enum ChatToolsRule
    {
        AnyEffort,

        /// <summary>The field must be absent; even <c>none</c> is rejected.</summary>
        NoEffort,

        /// <summary>The field must be <c>none</c>.</summary>
        NoReasoning,
    }
}
