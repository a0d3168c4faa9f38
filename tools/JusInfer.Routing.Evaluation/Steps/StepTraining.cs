using JusInfer.Portal.Routing.Steps;

namespace JusInfer.Routing.Evaluation.Steps;

/// <summary>
/// Trains a step head on sessions: the words first, then the trees over the features and the score of the words. The trees are trained with scores of words
/// from models that have not seen the session, as the gateway's sessions are unseen.
/// </summary>
internal static class StepTraining
{
    private const int InnerFolds = 4;

    /// <summary>A head without the cost of a miss.</summary>
    public static StepHead Train(IReadOnlyList<StepSession> sessions, StepMethod method)
    {
        var scores = OutOfFold(sessions, static train =>
        {
            var model = WordModel.Train([.. train.SelectMany(session => session.Steps)]);
            return step => model.Score(step.Words);
        });
        StepExample[] steps = [.. sessions.SelectMany(session => session.Steps)];
        var words = WordModel.Train(steps).Quantize();
        float[][] features = [.. steps.Select(step => method.Features(WithText(step, (float)scores[step])))];
        var trees = TreeTrainer.Train(method.Trees, TreeTarget.LogOdds, features, [.. steps.Select(static step => step.ChangesFiles ? 1f : 0f)]);
        return new StepHead { Words = words.Weights, WordScale = words.Scale, WordBias = words.Bias, Base = trees.Base, Trees = trees.Trees, MissCost = 0 };
    }

    /// <summary>The probabilities of heads that have not seen the session.</summary>
    public static Dictionary<StepExample, double> PredictOutOfFold(IReadOnlyList<StepSession> sessions, StepMethod method) =>
        OutOfFold(sessions, train =>
        {
            var head = Train(train, method);
            return step => Predict(head, method, step);
        });

    public static double Predict(StepHead head, StepMethod method, StepExample step) => head.Predict(method.Features(WithText(step, ScoreOf(head, step.Words))));

    private static float ScoreOf(StepHead head, ushort[] words)
    {
        var sum = 0;
        foreach (var word in words) sum += head.Words[word];
        return head.WordBias + (words.Length == 0 ? 0 : sum * head.WordScale / MathF.Sqrt(words.Length));
    }

    private static float[] WithText(StepExample step, float score)
    {
        var features = step.Features.ToArray();
        features[^1] = score;
        return features;
    }

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
