using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Components.Developer.Usage;

/// <summary>Who called what, and how it ended.</summary>
public sealed partial class CallFacts
{
    /// <summary>Explains the choice without the answer that was repeated, which has a line of its own.</summary>
    private string WhyThisModel => RouteSentences.Explain(Call.Route, Call.ModelServed, Receipt.Details is { } details
        ? details with { Escalated = null } : null);
}
