using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Accounts;

/// <summary>An account as a person asks for it, not yet checked.</summary>
internal sealed record SignUpRequest
{
    public string? Email { get; init; }

    public required Secret Password { get; init; }

    /// <summary>The new team's display name.</summary>
    public string? Team { get; init; }

    /// <summary>An invitation's token: the account joins its team instead of making one.</summary>
    public Secret? Invitation { get; init; }

    /// <summary>What of the input could not even be read, so that it is named together with everything else.</summary>
    public Faults? Unreadable { get; init; }
}
