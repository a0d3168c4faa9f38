using System.Collections.Immutable;

namespace JusInfer.Portal.Routing.Sessions;

/// <summary>When the priors support another model than the baseline for a whole session.</summary>
internal sealed record SessionModelOptions
{
    public static SessionModelOptions Default { get; } = new();

    /// <summary>How much lower the share of completed tasks may be. 0.02 is two percentage points.</summary>
    public double Margin { get; init; } = 0.02;

    /// <summary>The ids of the models that are chosen first among those that measurements support.</summary>
    public ImmutableArray<string> Preferred { get; init; } = [];

    /// <summary>How probable it must be that the share is within the margin.</summary>
    public double Confidence { get; init; } = 0.85;

    /// <summary>
    /// The same for a measurement that says when a session has probably failed (<see cref="SpendLimit"/>). The baseline then does what the model does not,
    /// so that a wrong choice costs fewer completed tasks. From the table of confidences in docs/ROUTING.md.
    /// </summary>
    public double BoundedConfidence { get; init; } = 0.7;

    /// <summary>The fewest tasks of a measurement that is used.</summary>
    public int MinTasks { get; init; } = 60;

    /// <summary>How much cheaper the expected task must be, as a share of the baseline's.</summary>
    public double MinSaving { get; init; } = 0.1;
}
