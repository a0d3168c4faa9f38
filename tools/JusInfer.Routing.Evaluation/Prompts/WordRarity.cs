namespace JusInfer.Routing.Evaluation.Prompts;

/// <summary>Weighs words by how few of the prompts contain them (inverse document frequency).</summary>
internal sealed class WordRarity
{
    private readonly float[] weights = new float[PromptWords.Size];

    public WordRarity(IReadOnlyList<PromptExample> prompts)
    {
        var documents = new int[PromptWords.Size];
        foreach (var (word, _) in prompts.SelectMany(static prompt => prompt.Words)) documents[word]++;
        for (var word = 0; word < weights.Length; word++) weights[word] = 1 + MathF.Log((prompts.Count + 1f) / (documents[word] + 1f));
    }

    /// <returns>The words of a prompt as a vector of length 1.</returns>
    public (ushort Word, float Value)[] Vector(PromptExample prompt)
    {
        var length = MathF.Sqrt(prompt.Words.Sum(word => Square(word.Frequency * weights[word.Word]))) + 1e-6f;
        return [.. prompt.Words.Select(word => (word.Word, word.Frequency * weights[word.Word] / length))];
    }

    private static float Square(float value) => value * value;
}
