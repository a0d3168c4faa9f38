namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages;

/// <summary>
/// What a generation of Claude supports, by the model's name. Clients of <c>jusInfer-auto</c>, and Claude Code for any model that it does
/// not know, send the newest form, which older generations reject; newer ones reject the old form. Sources: platform.claude.com/docs, pages
/// on adaptive thinking, effort, structured outputs and mid-conversation system messages, and the "what's new" page of each model.
/// </summary>
internal sealed record ClaudeGeneration
{
    private const int UnnumberedVersion = 599;

    private ClaudeGeneration()
    {
    }

    /// <summary><c>thinking: {type: adaptive}</c>.</summary>
    public bool SupportsAdaptiveThinking { get; private init; }

    /// <summary><c>thinking: {type: enabled, budget_tokens}</c>.</summary>
    public bool SupportsThinkingBudget { get; private init; }

    /// <summary>The model thinks unless the request disables it.</summary>
    public bool ThinksByDefault { get; private init; }

    /// <summary>The mode that disables thinking; null if it cannot be disabled.</summary>
    public ThinkingMode? DisabledMode { get; private init; }

    /// <summary>The type of <c>thinking</c> with which the model does not think; null if it cannot be told so.</summary>
    public string? ModeOff =>
        !SupportsThinkingBudget && !SupportsAdaptiveThinking ? null
        : DisabledMode == ThinkingMode.BetweenTools ? "between_tools"
        : DisabledMode == ThinkingMode.Disabled ? "disabled"
        : null;

    /// <summary><c>output_config.effort</c>.</summary>
    public bool SupportsEffort { get; private init; }

    public bool SupportsXHighEffort { get; private init; }

    public bool SupportsMaxEffort { get; private init; }

    /// <summary>temperature, top_p and top_k.</summary>
    public bool SupportsSampling { get; private init; }

    /// <summary>temperature and top_p in one request.</summary>
    public bool SupportsBothSamplings { get; private init; }

    /// <summary>A <c>tool_choice</c> that forces a call.</summary>
    public bool SupportsForcedTool { get; private init; }

    /// <summary><c>role: system</c> after a user message.</summary>
    public bool SupportsSystemTurns { get; private init; }

    /// <summary><c>output_config.format</c> and strict tools.</summary>
    public bool SupportsJsonSchema { get; private init; }

    /// <summary>A final assistant message that the model continues.</summary>
    public bool SupportsPrefill { get; private init; }

    /// <param name="model">The provider's name of the model, with any prefix and suffix of a cloud.</param>
    public static ClaudeGeneration From(string model)
    {
        var at = model.IndexOf("claude", StringComparison.OrdinalIgnoreCase);
        if (at < 0) return OtherMaker;
        var name = model.AsSpan(at);
        bool Is(string family, ReadOnlySpan<char> name) => name.Contains(family, StringComparison.OrdinalIgnoreCase);
        var (opus, sonnet, fableOrMythos) = (Is("opus", name), Is("sonnet", name), Is("fable", name) || Is("mythos", name));
        var version = VersionIn(name);
        return new ClaudeGeneration
        {
            SupportsAdaptiveThinking = version >= 406,
            SupportsThinkingBudget = version is >= 307 and <= 406,
            ThinksByDefault = ThinksFrom(version),
            DisabledMode = fableOrMythos || (opus && version >= 505) ? null : sonnet && version >= 505 ? ThinkingMode.BetweenTools : ThinkingMode.Disabled,
            SupportsEffort = version >= 406 || (opus && version == 405),
            SupportsXHighEffort = version >= 500 || (opus && version >= 407),
            SupportsMaxEffort = version >= 406,
            SupportsSampling = version < 407,
            SupportsBothSamplings = version < 401,
            SupportsForcedTool = !(version >= 505 && (opus || sonnet)) && !(fableOrMythos && version >= 501),
            SupportsSystemTurns = version >= 500 || (opus && version >= 408),
            SupportsJsonSchema = version >= 405 || (opus && version == 401),
            SupportsPrefill = version < 406,
        };
    }

    /// <summary>A model of another vendor with the same dialect, which supports the dialect's older form.</summary>
    private static ClaudeGeneration OtherMaker { get; } = new()
    {
        SupportsThinkingBudget = true,
        DisabledMode = ThinkingMode.Disabled,
        SupportsSampling = true,
        SupportsBothSamplings = true,
        SupportsForcedTool = true,
        SupportsPrefill = true,
    };

    /// <summary>As <see cref="ThinksByDefault"/>, without an allocation.</summary>
    public static bool ThinksUnasked(string model) =>
        model.IndexOf("claude", StringComparison.OrdinalIgnoreCase) is >= 0 and var at && ThinksFrom(VersionIn(model.AsSpan(at)));

    private static bool ThinksFrom(int version) => version >= 500;

    /// <summary>
    /// A version as a number, 4.5 as 405: the first number of at most two digits, and the one directly after it. A name without a number is
    /// a future model.
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

        return major * 100 ?? UnnumberedVersion;
    }
}
