using System.Collections.Immutable;
using System.Globalization;
using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Dialects;

/// <summary>
/// What a generation of OpenAI's reasoning models takes, told by the model's name, whoever hosts it. Callers set a temperature or an effort
/// without knowing who will answer, and each generation refuses other ones. Sources: platform.openai.com/docs, the guides on reasoning and
/// on the latest model (parameter compatibility), the reference of <c>reasoning_effort</c> and the pages of the models; on tools, the API's
/// own refusals, as in openai/openai-openapi#541 and BerriAI/litellm#34569.
/// </summary>
internal sealed record OpenAiGeneration
{
    private static readonly ImmutableArray<Effort> Classic = [Effort.Low, Effort.Medium, Effort.High];

    private OpenAiGeneration()
    {
    }

    /// <summary>From least to most; none where it is told nothing.</summary>
    public ImmutableArray<Effort> Levels { get; private init; } = Classic;

    /// <summary>Thinks unless it is told not to.</summary>
    public bool ThinksByDefault { get; private init; } = true;

    /// <summary>temperature, top_p, penalties, biases and log probabilities, as long as it does not think.</summary>
    public bool SamplesUnthinking { get; private init; }

    /// <summary>How Chat Completions lets it be given tools.</summary>
    private ToolsInChat Tools { get; init; }

    /// <param name="model">The provider's name for it, with whatever a reseller puts before.</param>
    /// <returns>Absent of a model that is none of these.</returns>
    public static OpenAiGeneration? Of(string model)
    {
        var name = model.AsSpan(model.LastIndexOf('/') + 1);
        if (name.IndexOf(':') is >= 0 and var end) name = name[..end];
        if (name.StartsWith("codex-mini", StringComparison.OrdinalIgnoreCase)) return new();
        if (name.Length >= 2 && name[0] is 'o' or 'O' && char.IsAsciiDigit(name[1]) && (name.Length == 2 || name[2] == '-'))
            return name[2..] is "-mini" or "-preview" && name[1] == '1' ? new() { Levels = [] } : new();
        return name.StartsWith("gpt-", StringComparison.OrdinalIgnoreCase) ? OfGpt(name["gpt-".Length..].ToString()) : null;
    }

    /// <summary>The word for an effort, or for the nearest that it takes; absent where nothing is to be said.</summary>
    public string? Word(Effort? wanted) => Nearest(wanted) is { } effort ? Efforts.Word(effort) : null;

    public bool TakesSampling(Effort? wanted) =>
        SamplesUnthinking && (Nearest(wanted) is { } effort ? effort == Effort.None : !ThinksByDefault);

    /// <summary>The effort that OpenAI's Chat Completions lets be asked for beside tools; its Responses let any.</summary>
    public Effort? BesideTools(Effort? wanted) => Tools switch
    {
        ToolsInChat.Silently => null,
        ToolsInChat.Unthinking => Effort.None,
        _ => wanted,
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
        if (Is("codex")) return new() { Levels = version >= 502 || Is("max") ? [.. Classic, Effort.XHigh] : Classic };
        return version switch
        {
            < 501 => new() { Levels = [Effort.Minimal, .. Classic] },
            >= 600 when Is("sol") || Is("luna") => new()
            {
                Levels = [Effort.None, .. Classic, Effort.XHigh, Effort.Max],
                Tools = ToolsInChat.Unthinking,
            },
            >= 600 => new() { Levels = [.. Classic, Effort.XHigh, Effort.Max] },
            _ => new()
            {
                Levels = [Effort.None, .. Classic, .. version >= 502 ? [Effort.XHigh] : ImmutableArray<Effort>.Empty],
                ThinksByDefault = version >= 505,
                SamplesUnthinking = true,
                Tools = version >= 505 ? ToolsInChat.Unthinking : version >= 504 ? ToolsInChat.Silently : ToolsInChat.Freely,
            },
        };
    }

    /// <summary>5.4 as 504; zero where it is none, as that of gpt-4o.</summary>
    private static int VersionIn(string number)
    {
        var dot = number.IndexOf('.');
        var (major, minor) = dot < 0 ? (number, "0") : (number[..dot], number[(dot + 1)..]);
        return TryRead(major, out var first) && TryRead(minor, out var second) ? (first * 100) + second : 0;

        static bool TryRead(string digits, out int value) =>
            int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>The most that it takes of no more than what is wanted, else the least. Whoever wants some thinking gets some.</summary>
    private Effort? Nearest(Effort? wanted)
    {
        if (wanted is not { } effort || Levels.IsEmpty) return null;
        var levels = effort == Effort.None ? Levels : Levels.Remove(Effort.None);
        return levels.LastOrDefault(level => level <= effort, levels[0]);
    }

    private enum ToolsInChat
    {
        Freely,

        /// <summary>No effort may be named, not even <c>none</c>.</summary>
        Silently,

        /// <summary>It must be told not to think.</summary>
        Unthinking,
    }
}
