namespace JusInfer.Routing.Evaluation.Prompts;

/// <summary>How the 40 most similar prompts were answered, by their words, weighted by how rare the words are.</summary>
internal sealed class NearestPrompts
{
    private const int Neighbors = 40;

    /// <summary>Words that more than one of this many prompts have are not compared.</summary>
    private const int Common = 5;

    private readonly IReadOnlyList<PromptExample> references;
    private readonly WordRarity rarity;
    private readonly List<(int Reference, float Weight)>?[] postings = new List<(int, float)>?[PromptWords.Size];

    public NearestPrompts(IReadOnlyList<PromptExample> prompts, WordRarity rarity)
    {
        (references, this.rarity) = (prompts, rarity);
        for (var reference = 0; reference < references.Count; reference++)
        {
            foreach (var (word, weight) in rarity.Vector(references[reference])) (postings[word] ??= []).Add((reference, weight));
        }

        for (var word = 0; word < postings.Length; word++)
        {
            if (postings[word]?.Count > references.Count / Common) postings[word] = null;
        }
    }

    /// <summary>The averages of the neighbors.</summary>
    public (float Small, float Large) Of(PromptExample prompt)
    {
        var similarities = new float[references.Count];
        foreach (var (word, weight) in rarity.Vector(prompt))
        {
            foreach (var (reference, other) in postings[word] ?? []) similarities[reference] += weight * other;
        }

        var nearest = new PriorityQueue<int, (float, int)>(Neighbors + 1);
        for (var reference = 0; reference < similarities.Length; reference++)
        {
            if (nearest.Count == Neighbors && nearest.TryPeek(out _, out var least) && similarities[reference] <= least.Item1) continue;
            nearest.Enqueue(reference, (similarities[reference], -reference));
            if (nearest.Count > Neighbors) nearest.Dequeue();
        }

        PromptExample[] found = [.. nearest.UnorderedItems.Select(item => references[item.Element])];
        return (found.Average(static other => other.Small), found.Average(static other => other.Large));
    }
}
