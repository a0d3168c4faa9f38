using System.Text.Json;

namespace JusInfer.Portal.Gateway.Translation.Conversations;

/// <summary>The sampling parameters. Numbers keep the client's notation; null is the model's default.</summary>
internal sealed record Sampling
{
    public static Sampling Default { get; } = new();

    public JsonElement? Temperature { get; init; }

    public JsonElement? TopP { get; init; }

    public JsonElement? TopK { get; init; }

    public JsonElement? FrequencyPenalty { get; init; }

    public JsonElement? PresencePenalty { get; init; }

    public JsonElement? Seed { get; init; }

    /// <summary>Token ids and their biases. Token ids depend on the model's tokenizer.</summary>
    public JsonElement? LogitBias { get; init; }

    /// <summary>The number of requested choices. More than one needs support in both dialects.</summary>
    public int Choices { get; init; } = 1;

    public bool Logprobs { get; init; }

    public int? TopLogprobs { get; init; }
}
