namespace JusInfer.Portal.Gateway.Translation.Conversations;

/// <summary>How hard the model is to think, from least to most.</summary>
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

/// <summary>What the caller wants of the model's reasoning.</summary>
internal sealed record ReasoningOptions
{
    /// <summary>Absent where the caller leaves it to the model.</summary>
    public Effort? Effort { get; init; }

    /// <summary>Tokens for it, where the caller counts them.</summary>
    public int? BudgetTokens { get; init; }

    /// <summary>The effort, be it said or meant by the tokens.</summary>
    public Effort? Meant => Effort ?? (BudgetTokens is { } tokens ? Efforts.OfBudget(tokens) : null);

    /// <summary>The caller wants to read it, in full or as a summary.</summary>
    public bool Visible { get; init; } = true;

    /// <summary>auto, concise or detailed.</summary>
    public string? Summary { get; init; }
}
