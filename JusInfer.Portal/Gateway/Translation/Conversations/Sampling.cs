using System.Text.Json;

namespace JusInfer.Portal.Gateway.Translation.Conversations;

/// <summary>How tokens are drawn. Numbers stay as the caller spelled them; absent is the model's default.</summary>
internal sealed record Sampling
{
    public static Sampling Default { get; } = new();

    public JsonElement? Temperature { get; init; }

    public JsonElement? TopP { get; init; }

    public JsonElement? TopK { get; init; }

    public JsonElement? FrequencyPenalty { get; init; }

    public JsonElement? PresencePenalty { get; init; }

    public JsonElement? Seed { get; init; }

    /// <summary>Token ids and their biases; of one model family's vocabulary.</summary>
    public JsonElement? LogitBias { get; init; }

    /// <summary>Answers wanted; more than one only where both ends speak a dialect that has it.</summary>
    public int Choices { get; init; } = 1;

    public bool Logprobs { get; init; }

    public int? TopLogprobs { get; init; }
}
