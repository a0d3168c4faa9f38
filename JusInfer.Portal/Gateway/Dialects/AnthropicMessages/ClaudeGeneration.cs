namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages;

/// <summary>
/// What a generation of Claude takes, told by the model's name. Callers ask <c>jusInfer-auto</c>, and Claude Code asks any model that it
/// does not know, in the newest form; older generations refuse that, and newer ones refuse the old form. Sources: platform.claude.com/docs,
/// pages on adaptive thinking, effort, structured outputs and mid-conversation system messages, and the "what's new" page of each model.
/// </summary>
internal sealed record ClaudeGeneration
{
    private const int Newest = 599;

    private ClaudeGeneration()
    {
    }

    /// <summary><c>thinking: {type: adaptive}</c>.</summary>
    public bool TakesAdaptive { get; private init; }

    /// <summary><c>thinking: {type: enabled, budget_tokens}</c>.</summary>
    public bool TakesBudget { get; private init; }

    /// <summary>Thinks unless it is told not to.</summary>
    public bool ThinksByDefault { get; private init; }

    /// <summary>How it is told not to think; absent where it cannot be told.</summary>
    public ThinkingMode? Off { get; private init; }

    /// <summary><c>output_config.effort</c>, and how high.</summary>
    public bool TakesEffort { get; private init; }

    public bool TakesXHigh { get; private init; }

    public bool TakesMax { get; private init; }

    /// <summary>temperature, top_p and top_k.</summary>
    public bool TakesSampling { get; private init; }

    /// <summary>A tool choice that demands a call.</summary>
    public bool TakesForcedTool { get; private init; }

    /// <summary><c>role: system</c> after a user's turn.</summary>
    public bool TakesSystemTurns { get; private init; }

    /// <summary><c>output_config.format</c> and strict tools.</summary>
    public bool TakesSchema { get; private init; }

    /// <summary>An assistant's turn at the end, to be gone on with.</summary>
    public bool TakesPrefill { get; private init; }

    /// <param name="model">The provider's name for it, with whatever a cloud puts before and after.</param>
    public static ClaudeGeneration Of(string model)
    {
        var at = model.IndexOf("claude", StringComparison.OrdinalIgnoreCase);
        if (at < 0) return Stranger;
        var name = model.AsSpan(at);
        bool Is(string family, ReadOnlySpan<char> name) => name.Contains(family, StringComparison.OrdinalIgnoreCase);
        var (opus, sonnet, story) = (Is("opus", name), Is("sonnet", name), Is("fable", name) || Is("mythos", name));
        var version = VersionIn(name);
        return new ClaudeGeneration
        {
            TakesAdaptive = version >= 406,
            TakesBudget = version is >= 307 and <= 406,
            ThinksByDefault = version >= 500,
            Off = story || (opus && version >= 505) ? null : sonnet && version >= 505 ? ThinkingMode.BetweenTools : ThinkingMode.Disabled,
            TakesEffort = version >= 406 || (opus && version == 405),
            TakesXHigh = version >= 500 || (opus && version >= 407),
            TakesMax = version >= 406,
            TakesSampling = version < 407,
            TakesForcedTool = !(version >= 505 && (opus || sonnet)) && !(story && version >= 501),
            TakesSystemTurns = version >= 500 || (opus && version >= 408),
            TakesSchema = version >= 405 || (opus && version == 401),
            TakesPrefill = version < 406,
        };
    }

    /// <summary>Another maker's model behind the same dialect: it knows the dialect's older words.</summary>
    private static ClaudeGeneration Stranger { get; } = new()
    {
        TakesBudget = true,
        Off = ThinkingMode.Disabled,
        TakesSampling = true,
        TakesForcedTool = true,
        TakesPrefill = true,
    };

    /// <summary>
    /// 4.5 as 405: the first number of at most two digits, and the one right after it. A name without one is a model yet to be numbered.
    /// </summary>
    private static int VersionIn(ReadOnlySpan<char> name)
    {
        int? major = null;
        while (!name.IsEmpty)
        {
            var start = name.IndexOfAnyInRange('0', '9');
            if (start < 0 || (major is not null && start > 1)) break;
            name = name[start..];
            var length = name.IndexOfAnyExceptInRange('0', '9');
            if (length < 0) length = name.Length;
            if (length > 2) break;
            var number = int.Parse(name[..length], provider: null);
            if (major is { } first) return (first * 100) + number;
            major = number;
            name = name[length..];
        }

        return major * 100 ?? Newest;
    }
}
