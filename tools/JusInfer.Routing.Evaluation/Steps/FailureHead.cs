namespace JusInfer.Routing.Evaluation.Steps;

/// <summary>
/// What a head would achieve that tells failed sessions at their end: logistic regression over sizes, errors and actions, for each fold trained on the others. It does not ship,
/// because it is not better than the length alone.
/// </summary>
internal sealed class FailureHead
{
    private const int Iterations = 400;
    private const double Rate = 0.3, Decay = 0.05;

    private readonly (StepSession Session, double[] Features)[] sessions;
    private readonly double[] scores;

    public FailureHead(IReadOnlyList<StepSession> all)
    {
        sessions = Standardized([.. all.Select(session => (session, Features(session)))]);
        scores = new double[sessions.Length];
        for (var fold = 0; fold < Folds.Count; fold++)
        {
            var weights = Train([.. sessions.Where(each => each.Session.Fold != fold)]);
            for (var i = 0; i < sessions.Length; i++)
            {
                if (sessions[i].Session.Fold == fold) scores[i] = Score(weights, sessions[i].Features);
            }
        }
    }

    /// <summary>AUC and recall at 20 % false alarms, of the regression.</summary>
    public (Interval Auc, double Recall) Trained => Measure(i => scores[i]);

    /// <summary>The same of the output tokens of the session alone.</summary>
    public (Interval Auc, double Recall) ByOutput => Measure(i => sessions[i].Features[1]);

    private (Interval Auc, double Recall) Measure(Func<int, double> score)
    {
        (double Score, bool Label)[] labeled = [.. sessions.Select((each, i) => (score(i), !each.Session.IsCompleted))];
        return (Bootstrap.Of(labeled, static sample => Scores.Auc([.. sample])), Scores.RecallAtFalseAlarms(labeled, 0.2));
    }

    private static double[] Features(StepSession session)
    {
        var (steps, last) = (session.Steps, session.Steps[^1]);
        var errors = Portal.Routing.Steps.StepFeatures.Names.IndexOf("errors");
        return
        [
            Math.Log(steps.Count), Math.Log(1 + steps.Sum(step => step.OutputTokens)), Math.Log(1 + last.PromptTokens), Math.Log(1 + steps.Max(step => step.OutputTokens)),
            last.Features[errors] / steps.Count, steps.Count(step => step.ChangesFiles), steps.Count(step => step.Recorded == "run") / (double)steps.Count,
        ];
    }

    private static (StepSession, double[])[] Standardized((StepSession Session, double[] Features)[] raw)
    {
        var size = raw[0].Features.Length;
        double[] means = [.. Enumerable.Range(0, size).Select(j => raw.Average(each => each.Features[j]))];
        double[] widths = [.. Enumerable.Range(0, size).Select(j => Math.Sqrt(raw.Average(each => Math.Pow(each.Features[j] - means[j], 2))))];
        return [.. raw.Select(each => (each.Session, each.Features.Select((value, j) => (value - means[j]) / widths[j]).ToArray()))];
    }

    private static double[] Train((StepSession Session, double[] Features)[] train)
    {
        var weights = new double[train[0].Features.Length + 1];
        for (var iteration = 0; iteration < Iterations; iteration++)
        {
            var gradient = new double[weights.Length];
            foreach (var (session, features) in train)
            {
                var error = (1 / (1 + Math.Exp(-Score(weights, features)))) - (session.IsCompleted ? 0 : 1);
                for (var j = 0; j < features.Length; j++) gradient[j] += error * features[j];
                gradient[^1] += error;
            }

            for (var j = 0; j < weights.Length; j++) weights[j] -= Rate * ((gradient[j] / train.Length) + (j < weights.Length - 1 ? Decay * weights[j] : 0));
        }

        return weights;
    }

    private static double Score(double[] weights, double[] features)
    {
        var sum = weights[^1];
        for (var j = 0; j < features.Length; j++) sum += weights[j] * features[j];
        return sum;
    }
}
