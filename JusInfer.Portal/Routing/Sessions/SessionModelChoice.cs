using System.Collections.Immutable;
using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Routing.Sessions;

/// <summary>The model for a whole session, and why.</summary>
/// <param name="Model">The chosen model, or the baseline.</param>
/// <param name="Reason">A short identifier: <c>session:prior</c>, or why the baseline stays: <c>session:no-domain</c>, <c>session:no-prior</c>, <c>session:baseline</c>.</param>
/// <param name="Explanation">A sentence with the numbers that decided.</param>
/// <param name="Saving">The expected saving against the baseline, 0 to 1.</param>
/// <param name="Probability">How probable it is that the model completes as many tasks as the baseline, less the margin. 1 for the baseline.</param>
/// <param name="Rejected">The cheaper models that the priors do not support.</param>
internal sealed record SessionModelChoice(
    Model Model, string Reason, string Explanation, double Saving, double Probability, ImmutableArray<RejectedModel> Rejected);

/// <summary>A model that was not chosen.</summary>
/// <param name="Model">The id of the model.</param>
/// <param name="Explanation">A sentence that says why.</param>
internal readonly record struct RejectedModel(string Model, string Explanation);
