namespace JusInfer.Portal.Reports.Models;

/// <summary>What automatic routing uses a model for.</summary>
internal enum AutoRole
{
    /// <summary>Nothing: no provider of the model is usable, or it is another embedding model than the first.</summary>
    None,

    /// <summary>It answers the calls that no other model answers for less.</summary>
    Baseline,

    /// <summary>A smaller model than the baseline, for single steps of an agent and for side calls.</summary>
    SmallSteps,

    /// <summary>It answers if the baseline fails or cannot handle the call.</summary>
    Fallback,

    /// <summary>It answers embedding calls.</summary>
    Embeddings,
}
