namespace JusInfer.Portal.Gateway.Translation.Conversations;

/// <summary>The reasoning effort, from lowest to highest.</summary>
internal enum Effort
{
    None,
    Minimal,
    Low,
    Medium,
    High,
    XHigh,
    Max,
}

/// <summary>The client's options for the model's reasoning.</summary>
internal sealed record ReasoningOptions
{
    /// <summary>The requested effort; null for the model's default.</summary>
    public Effort? Effort { get; init; }

    /// <summary>The requested token budget; null if the client does not set one.</summary>
    public int? BudgetTokens { get; init; }

    /// <summary>The requested effort, or the one that corresponds to the token budget.</summary>
    public Effort? EffectiveEffort => Effort ?? (BudgetTokens is { } tokens ? EffortMapping.FromBudget(tokens) : null);

    /// <summary>The client wants to receive the reasoning, in full or as a summary.</summary>
    public bool Visible { get; init; } = true;

    /// <summary>The requested summary: auto, concise or detailed.</summary>
    public string? Summary { get; init; }
}
