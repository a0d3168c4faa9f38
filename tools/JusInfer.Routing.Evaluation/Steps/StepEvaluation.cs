using System.Collections.Concurrent;
using JusInfer.Portal.Routing.Steps;

namespace JusInfer.Routing.Evaluation.Steps;

/// <summary>
/// Evaluates the step head on sessions that it has not seen. For each fold, the head and the cost of a miss come from the other folds alone.
/// </summary>
internal sealed class StepEvaluation
{
    private readonly IReadOnlyList<StepSession> sessions;
    private readonly StepMethod method;
    private readonly Dictionary<StepExample, double> risks = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<StepExample, double>[] inner = new Dictionary<StepExample, double>[Folds.Count];
    private readonly TrainedSteps[] trained = new TrainedSteps[Folds.Count];
    private readonly ConcurrentDictionary<(Replay Replay, int Fold, double Miss), double> missCosts = [];
    private readonly RankedScores ranked;

    public StepEvaluation(IReadOnlyList<StepSession> sessions, StepMethod method)
    {
        (this.sessions, this.method) = (sessions, method);
        var predicted = new (StepExample Step, double Risk)[Folds.Count][];
        Parallel.For(0, Folds.Count, new ParallelOptions { MaxDegreeOfParallelism = 2 }, fold =>
        {
            StepSession[] train = [.. sessions.Where(session => session.Fold != fold)];
            (trained[fold], inner[fold]) = StepTraining.TrainCalibrated(train, method);
            predicted[fold] = [.. sessions.Where(session => session.Fold == fold).SelectMany(session => session.Steps).Select(step => (step, trained[fold].Predict(step)))];
        });
        foreach (var (step, risk) in predicted.SelectMany(fold => fold)) risks[step] = risk;
        ranked = new RankedScores(sessions.SelectMany((session, index) => session.Steps.Select(step => (risks[step], step.ChangesFiles, index))));
    }

    public IReadOnlyList<StepSession> Sessions => sessions;

    public double Risk(StepExample step) => risks[step];

    /// <summary>AUC, and the share of calls below the threshold, if steps were chosen by their risk alone.</summary>
    public Interval[] Ranks(double miss) => Bootstrap.OfCounts(sessions.Count, counts => RanksOf(counts, miss));

    /// <summary>By how much both are higher than by another method: paired, from the same samples.</summary>
    public Interval[] RanksAgainst(StepEvaluation other, double miss) =>
        Bootstrap.OfCounts(sessions.Count, counts => [.. RanksOf(counts, miss).Zip(other.RanksOf(counts, miss), static (own, others) => own - others)]);

    /// <summary>The mean difference between predicted and observed shares, over ten equal groups.</summary>
    public double CalibrationError()
    {
        var groups = Labeled(sessions).OrderBy(example => example.Score).Chunk((sessions.Sum(session => session.Steps.Count) / 10) + 1).ToArray();
        return groups.Average(group => Math.Abs(group.Average(example => example.Score) - group.Average(example => example.Label ? 1d : 0d)));
    }

    /// <summary>The head that ships: trained on all sessions, with the average of the folds' costs of a miss.</summary>
    public StepClassifier Ship(Replay replay, double miss) =>
        StepTraining.TrainCalibrated(sessions, method).Trained.ToHead() with { MissCost = (float)Enumerable.Range(0, Folds.Count).Average(fold => MissCost(replay, fold, miss)) };

    /// <summary>Replays every session with the cost of a miss that its fold's training sessions require.</summary>
    public ReplayResult[] Replay(Replay replay, double miss) =>
    [
        .. Enumerable.Range(0, Folds.Count).AsParallel().AsOrdered().WithDegreeOfParallelism(2)
            .SelectMany(fold => replay.Run(sessions.Where(session => session.Fold == fold), Risk, MissCost(replay, fold, miss))),
    ];

    /// <summary>Replays every session with another estimate of the risk, whose cost of a miss is fitted to these same sessions.</summary>
    public ReplayResult[] ReplayFitted(Replay replay, Func<StepExample, double> risk, double miss) => replay.Run(sessions, risk, replay.MissCostFor(sessions, risk, miss));

    /// <summary>The heads of the folds, each trained on the other ones and with the cost of a miss that they require.</summary>
    public IReadOnlyList<StepClassifier> Heads(Replay replay, double miss) => [.. trained.Select((head, fold) => head.ToHead() with { MissCost = (float)MissCost(replay, fold, miss) })];

    private double[] RanksOf(int[] counts, double miss) => [ranked.Auc(counts), ranked.ShareBelowAtMiss(counts, miss)];

    private double MissCost(Replay replay, int fold, double miss) => missCosts.GetOrAdd(
        (replay, fold, miss), _ => replay.MissCostFor([.. sessions.Where(session => session.Fold != fold)], step => inner[fold][step], miss));

    private (double Score, bool Label)[] Labeled(IEnumerable<StepSession> sample) => [.. sample.SelectMany(session => session.Steps).Select(step => (risks[step], step.ChangesFiles))];
}
