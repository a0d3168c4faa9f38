namespace JusInfer.Routing.Evaluation.Steps;

/// <summary>The share of labels among the 40 most similar steps of other sessions, by standardized features. A baseline for the step head.</summary>
internal sealed class NearestSteps
{
    private const int Neighbors = 40, MaxReferences = 1_500;

    private readonly (float[] Features, bool Label)[] references;
    private readonly float[] means;
    private readonly float[] scales;

    public NearestSteps(IEnumerable<StepSession> sessions)
    {
        StepExample[] steps = [.. sessions.SelectMany(session => session.Steps)];
        var count = steps[0].Features.Length;
        means = [.. Enumerable.Range(0, count).Select(i => steps.Average(step => step.Features[i]))];
        scales = [.. Enumerable.Range(0, count).Select(i => 1 / (1e-3f + MathF.Sqrt(steps.Average(step => MathF.Pow(step.Features[i] - means[i], 2)))))];
        var stride = Math.Max(1, steps.Length / MaxReferences);
        references = [.. steps.Where((_, index) => index % stride == 0).Select(step => (Standardize(step), step.ChangesFiles))];
    }

    public double Predict(StepExample step)
    {
        var features = Standardize(step);
        var nearest = references.Select(reference => (Distance: Distance(features, reference.Features), reference.Label)).OrderBy(reference => reference.Distance).Take(Neighbors);
        return nearest.Average(reference => reference.Label ? 1d : 0d);
    }

    private float[] Standardize(StepExample step) => [.. step.Features.Select((value, i) => (value - means[i]) * scales[i])];

    private static float Distance(float[] left, float[] right)
    {
        var sum = 0f;
        for (var i = 0; i < left.Length; i++) sum += (left[i] - right[i]) * (left[i] - right[i]);
        return sum;
    }
}
