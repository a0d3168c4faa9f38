namespace JusInfer.Routing.Evaluation.Steps;

/// <summary>
/// Trains a step head on sessions: the words first, then the trees over the features and the scores of the words. The trees are trained with scores of words
/// from models that have not seen the session, as the gateway's sessions are unseen.
/// </summary>
internal static class StepTraining
{
    private const int InnerFolds = 4;

    private static TrainedSteps Train(IReadOnlyList<StepSession> sessions, StepMethod method)
    {
        StepExample[] steps = [.. sessions.SelectMany(session => session.Steps)];
        Dictionary<StepExample, double>[] scores =
        [
            .. method.Texts.Select(text => OutOfFold(sessions, train =>
            {
                var model = WordModel.Train(text, [.. train.SelectMany(session => session.Steps)]);
                return step => model.Score(text.Words(step));
            })),
        ];
        float[][] features = [.. steps.Select(step => method.Features(step.Features, [.. scores.Select(text => (float)text[step])]))];
        return new TrainedSteps(
            method,
            [.. method.Texts.Select(text => WordModel.Train(text, steps).Quantize())],
            TreeTrainer.Train(method.Trees, TreeTarget.LogOdds, features, [.. steps.Select(static step => step.ChangesFiles ? 1f : 0f)]));
    }

    /// <summary>The same, calibrated if the method is, and what such models predict of sessions that they have not seen.</summary>
    public static (TrainedSteps Trained, Dictionary<StepExample, double> OutOfFold) TrainCalibrated(IReadOnlyList<StepSession> sessions, StepMethod method)
    {
        var (trained, predicted) = (Train(sessions, method), PredictOutOfFold(sessions, method));
        if (!method.IsCalibrated) return (trained, predicted);

        var calibration = Calibration.Fit(predicted.Select(static pair => (pair.Value, pair.Key.ChangesFiles)));
        foreach (var step in predicted.Keys.ToArray()) predicted[step] = calibration.Of(predicted[step]);
        return (trained.With(calibration), predicted);
    }

    /// <summary>The probabilities of heads that have not seen the session.</summary>
    private static Dictionary<StepExample, double> PredictOutOfFold(IReadOnlyList<StepSession> sessions, StepMethod method) =>
        OutOfFold(sessions, train => Train(train, method).Predict);

    private static Dictionary<StepExample, double> OutOfFold(
        IReadOnlyList<StepSession> sessions, Func<IReadOnlyList<StepSession>, Func<StepExample, double>> train)
    {
        var values = new Dictionary<StepExample, double>(ReferenceEqualityComparer.Instance);
        for (var fold = 0; fold < InnerFolds; fold++)
        {
            var predict = train([.. sessions.Where(session => InnerFold(session) != fold)]);
            foreach (var step in sessions.Where(session => InnerFold(session) == fold).SelectMany(session => session.Steps)) values[step] = predict(step);
        }

        return values;
    }

    private static int InnerFold(StepSession session) => Folds.Of(session.Task, repeat: 77, InnerFolds);
}
