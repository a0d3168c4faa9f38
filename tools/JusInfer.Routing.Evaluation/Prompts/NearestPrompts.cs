using JusInfer.Portal.Routing.Steps;

namespace JusInfer.Routing.Evaluation.Prompts;

/// <summary>The mean gain of the 40 most similar prompts by their words, weighted by how rare the words are. A baseline for the head.</summary>
internal sealed class NearestPrompts
{
    private const int Neighbors = 40, MaxReferences = 6_000;

    private readonly PromptExample[] references;
    private readonly float[] weights = new float[HashedText.Size];
    private readonly List<(int Reference, float Weight)>[] postings = new List<(int, float)>[HashedText.Size];

    public NearestPrompts(IReadOnlyList<PromptExample> prompts)
    {
        var stride = Math.Max(1, prompts.Count / MaxReferences);
        references = [.. prompts.Where((_, index) => index % stride == 0)];
        var documents = new int[HashedText.Size];
        foreach (var word in references.SelectMany(static reference => reference.Words.Distinct())) documents[word]++;
        for (var word = 0; word < weights.Length; word++) weights[word] = MathF.Log((references.Length + 1f) / (documents[word] + 1f));
        for (var reference = 0; reference < references.Length; reference++)
        {
            foreach (var (word, weight) in Vector(references[reference])) (postings[word] ??= []).Add((reference, weight));
        }
    }

    public double GainOf(PromptExample prompt)
    {
        var similarities = new float[references.Length];
        foreach (var (word, weight) in Vector(prompt))
        {
            foreach (var (reference, other) in postings[word] ?? []) similarities[reference] += weight * other;
        }

        return Enumerable.Range(0, references.Length).OrderByDescending(reference => similarities[reference]).Take(Neighbors).Average(reference => references[reference].Gain);
    }

    private (ushort Word, float Weight)[] Vector(PromptExample prompt)
    {
        (ushort Word, float Weight)[] vector = [.. prompt.Words.CountBy(static word => word).Select(pair => (pair.Key, (1 + MathF.Log(pair.Value)) * weights[pair.Key]))];
        var length = MathF.Sqrt(vector.Sum(static pair => pair.Weight * pair.Weight)) + 1e-6f;
        return [.. vector.Select(pair => (pair.Word, pair.Weight / length))];
    }
}
