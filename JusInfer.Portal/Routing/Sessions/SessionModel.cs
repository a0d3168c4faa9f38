using System.Collections.Immutable;
using System.Globalization;
using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Routing.Sessions;

/// <summary>
/// Chooses the model for a whole session: the cheapest whose measured results in the session's domain are, with enough confidence, not worse than
/// those of the team's baseline by more than the margin. Without measurements that support a change, the baseline stays. Pure.
/// </summary>
internal static class SessionModel
{
    /// <summary>
    /// The correlation of the results of two models on the same tasks. Measurements with one source and harness have the same tasks, so that their
    /// difference varies less than that of independent ones. An assumption.
    /// </summary>
    private const double SameTasksCorrelation = 0.45;

    /// <param name="domain">The domain of the session.</param>
    /// <param name="baseline">The team's own model.</param>
    /// <param name="capable">The models that can serve the session, in any order.</param>
    /// <param name="options">Margin, confidence and minimum size.</param>
    /// <param name="today">The day whose prices apply, and by which the age of measurements counts.</param>
    /// <param name="team">The results of the team's own tasks. Where both models have enough of them, they decide instead of the catalog's.</param>
    public static SessionModelChoice Choose(
        TaskDomain domain, Model baseline, IEnumerable<Model> capable, SessionModelOptions options, DateOnly today, ImmutableArray<ModelPrior> team)
    {
        if (domain.Kind == TaskKind.Other) return Stay(baseline, "session:no-domain", "The kind of work of this session is not known.", []);

        PriorEstimate[] own = [.. PriorEstimate.From(baseline, domain, today).Where(estimate => estimate.Prior.Tasks >= options.MinTasks)];
        var ofTeam = PriorEstimate.OfOwn(baseline, domain, today, team);
        if (ofTeam?.Prior.Tasks < options.MinTasks) ofTeam = null;
        if (own.Length == 0 && ofTeam is null) return Stay(baseline, "session:no-prior", $"{domain}: there are no measurements of {baseline.Id} with at least {options.MinTasks} tasks.", []);

        var comparisons = capable.Where(model => model.Id != baseline.Id)
            .Select(model => OwnComparison(model, domain, ofTeam, options, today, team) ?? WeakestComparison(model, domain, own, options, today)).OfType<Comparison>()
            .Where(comparison => comparison.Saving >= options.MinSaving)
            .OrderBy(static comparison => comparison.Candidate.CostUsd).ThenBy(static comparison => comparison.Model.Id, StringComparer.Ordinal).ToArray();
        Comparison[] supported = [.. comparisons.Where(comparison => comparison.IsSupported(options))];
        ImmutableArray<RejectedModel> rejected =
            [.. comparisons.Where(comparison => !comparison.IsSupported(options)).Select(comparison => new RejectedModel(comparison.Model.Id, comparison.Rejection(options)))];

        return (supported.FirstOrDefault(comparison => options.Preferred.Contains(comparison.Model.Id)) ?? supported.FirstOrDefault()) is { } best
            ? new SessionModelChoice(best.Model, "session:prior", best.Sentence(domain), best.Saving, best.Probability, rejected)
            : Stay(baseline, "session:baseline", $"{domain}: no cheaper model is measured as at least equal to {baseline.Id}, less {Percent(options.Margin)}.", rejected);
    }

    private static SessionModelChoice Stay(Model baseline, string reason, string explanation, ImmutableArray<RejectedModel> rejected) =>
        new(baseline, reason, explanation, 0, 1, rejected);

    /// <summary>The comparison by the team's own tasks; null if one of the models has too few.</summary>
    private static Comparison? OwnComparison(
        Model model, TaskDomain domain, PriorEstimate? baseline, SessionModelOptions options, DateOnly today, ImmutableArray<ModelPrior> team) =>
        baseline is not null && PriorEstimate.OfOwn(model, domain, today, team) is { } candidate && candidate.Prior.Tasks >= options.MinTasks
            ? Comparison.Create(model, candidate, baseline, options.Margin)
            : null;

    /// <summary>Of the harnesses in which both models were measured, the one that supports the change least. Null if there is none.</summary>
    private static Comparison? WeakestComparison(Model model, TaskDomain domain, PriorEstimate[] own, SessionModelOptions options, DateOnly today) =>
        (from candidate in PriorEstimate.From(model, domain, today)
         where candidate.Prior.Tasks >= options.MinTasks
         from baseline in own
         where baseline.Prior.Harness == candidate.Prior.Harness
         let comparison = Comparison.Create(model, candidate, baseline, options.Margin)
         orderby comparison.Probability
         select comparison).FirstOrDefault();

    private static string Percent(double share) => (share * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    private sealed record Comparison(Model Model, PriorEstimate Candidate, PriorEstimate Baseline, double Probability)
    {
        public double Saving => Baseline.CostUsd > 0 ? 1 - (Candidate.CostUsd / Baseline.CostUsd) : 0;

        public bool IsSupported(SessionModelOptions options) => Probability >= Required(options);

        public static Comparison Create(Model model, PriorEstimate candidate, PriorEstimate baseline, double margin)
        {
            var correlation = candidate.Prior.Source == baseline.Prior.Source && !candidate.Prior.IsOwn ? SameTasksCorrelation : 0;
            var variance = candidate.Variance + baseline.Variance - (2 * correlation * Math.Sqrt(candidate.Variance * baseline.Variance));
            return new Comparison(
                model, candidate, baseline, NormalDistribution.Cdf((candidate.ResolveRate - baseline.ResolveRate + margin) / Math.Sqrt(variance)));
        }

        public string Sentence(TaskDomain domain) => $"{domain}: {Describe(Model.Id, Candidate)}; baseline {Describe(null, Baseline)} ({Candidate.Prior.Harness}).";

        public string Rejection(SessionModelOptions options) =>
            $"{Percent(Candidate.ResolveRate)} against {Percent(Baseline.ResolveRate)}: within {Percent(options.Margin)} with {Percent(Probability)} probability, "
            + $"{Percent(Required(options))} are required.";

        private double Required(SessionModelOptions options) => Candidate.Prior.Spend90 is null ? options.Confidence : options.BoundedConfidence;

        private static string Describe(string? model, PriorEstimate estimate) =>
            (model is null ? string.Empty : model + " ") + $"{Percent(estimate.ResolveRate)} of {estimate.Prior.Tasks} tasks, $"
            + estimate.CostUsd.ToString("0.00", CultureInfo.InvariantCulture) + " a task";
    }
}
