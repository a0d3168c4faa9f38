using JusInfer.Portal.Catalog;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Requests;

/// <summary>The parts of a request that the gateway acts on, in any dialect. Everything else stays in the body, byte for byte.</summary>
internal abstract record CallRequest
{
    /// <summary>The dialect of the body: nearly always that of the request path.</summary>
    public abstract Dialect Dialect { get; }

    public required string Model { get; init; }

    public bool Stream { get; init; }

    /// <summary>The range of the value of <c>stream</c> in the body; null if absent.</summary>
    public Range? StreamValue { get; init; }

    /// <summary>The client requested the usage of a stream.</summary>
    public bool WantsUsage { get; init; }

    /// <summary>The end user that the body names.</summary>
    public string? User { get; init; }

    /// <summary>The agent session that the body names.</summary>
    public string? Session { get; init; }

    /// <summary>The client receives the answer when it is complete, even as a stream, because it cannot use a part of it.</summary>
    public virtual bool IsSentWhole => false;

    /// <summary>The request has a compaction item that only a provider with <see cref="Provider.Compaction"/> can read.</summary>
    public virtual bool HasProviderCompaction => false;

    /// <summary>The size of all that is recalled from stored conversations, in bytes.</summary>
    public virtual long RecalledBytes => 0;

    /// <summary>Items of a stored conversation that precede those of the body, as JSON objects separated by commas.</summary>
    public virtual ReadOnlyMemory<byte> RecalledItems => default;

    /// <summary>Whether a model of Anthropic thinks, because the request asks for it or does not prevent it.</summary>
    /// <param name="model">The model's name at its provider.</param>
    public virtual bool WantsReasoning(string model) => true;

    /// <summary>The request tells the model not to reason.</summary>
    public virtual bool ForbidsReasoning => false;

    /// <summary>The model reasons by default, or because the request asks for it.</summary>
    public bool AsksToReason(Model model, ModelEndpoint endpoint) =>
        model.Has(Capabilities.Reasoning) && (!endpoint.Provider.IsAnthropic || WantsReasoning(endpoint.Model));

    /// <summary>The number of requested choices.</summary>
    public int Choices { get; init; } = 1;

    /// <summary>
    /// The number of answers that are billed: the choices, or more if each of several prompts has some, or if the provider returns the best
    /// of several.
    /// </summary>
    public int BilledAnswers
    {
        get => Math.Max(field, Choices);
        init;
    }

    /// <summary>The images and files of the prompt, those of recalled items included; null if there are none.</summary>
    public Attachments? Attachments { get; init; }

    /// <summary>The provider may summarize the prompt before it answers, which is billed in addition.</summary>
    public bool MayCompact { get; init; }

    /// <summary>The dialect has a limit of the calls of tools that the provider runs.</summary>
    public virtual bool LimitsToolCalls => false;

    /// <summary>The client wants the tool calls of the answer to be judged before it runs them.</summary>
    public bool WantsToolCallReview { get; init; }

    /// <summary>The string token of the last signature of reasoning in the body; null if there is none.</summary>
    public Range? LastSignature { get; init; }

    /// <summary>Two tools seem to have one name; <see cref="RequestBody.RemoveRepeatedTools"/> decides it.</summary>
    public bool RepeatsTools { get; init; }

    /// <summary>The parts to which the request policy of a provider can apply.</summary>
    public PolicySubjects Subjects { get; init; }

    public required RequestFeatures Features { get; init; }

    /// <summary>The last signature of reasoning in the request, as escaped in JSON; empty if there is none.</summary>
    /// <param name="body">The body of the request.</param>
    public virtual ReadOnlySpan<byte> LastSignatureIn(ReadOnlySpan<byte> body) => LastSignature is { } token ? body[token][1..^1] : default;

    /// <summary>The id of the first tool call in the request; null if there is none, or if the dialect does not record it.</summary>
    /// <param name="body">The body of the request.</param>
    public virtual string? FirstToolCallIn(ReadOnlySpan<byte> body) => null;

    /// <summary>
    /// The request has custom tools, whose input is free text, which a provider of its dialect may call as functions because it does not
    /// know them.
    /// </summary>
    public virtual bool HasCustomTools => false;

    /// <summary>Whether the hub's name of a tool is that of such a custom tool.</summary>
    /// <param name="body">The body of the request.</param>
    /// <param name="name">The name.</param>
    public virtual bool DeclaresCustomTool(ReadOnlyMemory<byte> body, string name) => false;

    /// <summary>The answer's text must be JSON.</summary>
    public bool WantsJson => JsonCapabilities != Capabilities.None;

    /// <summary>The mode for JSON that the request asks for.</summary>
    public Capabilities JsonCapabilities => Features.RequiredCapabilities & (Capabilities.JsonObject | Capabilities.JsonSchema);
}
