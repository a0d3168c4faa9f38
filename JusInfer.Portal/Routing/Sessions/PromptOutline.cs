using JusInfer.Portal.Catalog;
using JusInfer.Portal.Routing.Steps;

namespace JusInfer.Portal.Routing.Sessions;

/// <summary>What the router knows of a prompt beside its size: hashes, counts and recognized kinds. Contains no text.</summary>
internal sealed record PromptOutline
{
    /// <summary>The hashes of the prompt.</summary>
    public required PrefixHashes Prefix { get; init; }

    /// <summary>The hash of what all calls of one conversation have in common: the system prompt, the names of the tools, and the first message of the user.</summary>
    public required ulong Root { get; init; }

    /// <summary>The prompt has a turn of the model, so it is not the first one of a conversation.</summary>
    public bool HasTurn { get; init; }

    public SideCallKind SideCall { get; init; }

    /// <summary>The domain by the system prompt, the tools and the first message of the user.</summary>
    public TaskDomain Domain { get; init; }

    /// <summary>The prompt is that of an agent: it offers tools, or a turn of the model has a command.</summary>
    public bool IsAgent { get; init; }

    /// <summary>The last message is the result of a tool.</summary>
    public bool EndsWithResult { get; init; }

    /// <summary>The probability that the next step changes files; 1 for a prompt that is not an agent's.</summary>
    public double Risk { get; init; } = 1;

    /// <summary>How many steps ago files were changed, if the last result shows tests that fail after it; 0 is the last step. Null if it does not.</summary>
    public int? FailedChange { get; init; }

    /// <summary>Signs that the model is in trouble.</summary>
    public TroubleSigns Trouble { get; init; }
}
