namespace JusInfer.Portal.Gateway.Translation.Caching;

/// <summary>A part of a prompt that can have cache markers, in the order in which Anthropic caches them.</summary>
internal enum PromptSection
{
    Tools,
    System,
    Messages,

    /// <summary>The request itself, whose marker stands for the end of the prompt (automatic caching).</summary>
    Request,
}

/// <summary>
/// Decides which of the client's cache markers go out, from the last one to the first. Anthropic allows four, and rejects one of an hour
/// after one of five minutes. Of more than four, the last one of the tools, the last one of the system prompt and the last two of the
/// messages stay. As none is moved or changed, they stay in order.
/// </summary>
internal struct MarkerBudget
{
    private const int Max = 4;

    private int tools;
    private int system;
    private int messages;
    private int request;

    /// <summary>No marker goes out.</summary>
    public static MarkerBudget None => default;

    /// <param name="markers">The number of markers on parts of the prompt.</param>
    /// <param name="isAutomatic">The request itself has one too, which counts as one of the messages (coder/mux#3112).</param>
    public static MarkerBudget For(int markers, bool isAutomatic)
    {
        const int Any = int.MaxValue;
        return markers + (isAutomatic ? 1 : 0) <= Max
            ? new MarkerBudget { tools = Any, system = Any, messages = Any, request = Any }
            : new MarkerBudget { tools = 1, system = 1, messages = isAutomatic ? 1 : 2, request = 1 };
    }

    public bool Takes(PromptSection section) => section switch
    {
        PromptSection.Tools => tools-- > 0,
        PromptSection.System => system-- > 0,
        PromptSection.Messages => messages-- > 0,
        _ => request-- > 0,
    };
}
