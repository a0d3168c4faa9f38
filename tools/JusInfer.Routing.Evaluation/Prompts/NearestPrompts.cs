namespace JusInfer.Routing.Evaluation.Prompts;

/// <summary>The mean gain of the 40 most similar prompts by their words, weighted by how rare the words are. A baseline for the head.</summary>
internal sealed class NearestPrompts
{
    private const int Neighbors = 40, MaxReferences = 6_000;

    private readonly PromptExample[] references;
    private readonly WordRarity rarity;
    private readonly List<(int Reference, float Weight)>[] postings = new List<(int, float)>[PromptWords.Size];

    public NearestPrompts(IReadOnlyList<PromptExample> prompts)
    {
        var stride = Math.Max(1, prompts.Count / MaxReferences);
        references = [.. prompts.Where((_, index) => index % stride == 0)];
        rarity = new WordRarity(references);
        for (var reference = 0; reference < references.Length; reference++)
        {
            foreach (var (word, weight) in rarity.Vector(references[reference])) (postings[word] ??= []).Add((reference, weight));
        }
    }

    public double GainOf(PromptExample prompt)
    {
        var similarities = new float[references.Length];
        foreach (var (word, weight) in rarity.Vector(prompt))
        {
            foreach (var (reference, other) in postings[word] ?? []) similarities[reference] += weight * other;
        }

        return Enumerable.Range(0, references.Length).OrderByDescending(reference => similarities[reference]).Take(Neighbors).Average(reference => references[reference].Gain);
    }
}
