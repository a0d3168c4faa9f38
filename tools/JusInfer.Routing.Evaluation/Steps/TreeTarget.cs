namespace JusInfer.Routing.Evaluation.Steps;

/// <summary>What boosted trees estimate, and by which loss.</summary>
internal enum TreeTarget
{
    /// <summary>The log-odds of a label that is 0 or 1, by the logarithmic loss.</summary>
    LogOdds,

    /// <summary>The mean of a value, by the squared loss.</summary>
    Mean,
}
