using JusInfer.Portal.Primitives.Validation;

namespace JusInfer.Portal.Accounts;

/// <summary>A new account, with a new team or a place in the team of an invitation.</summary>
internal sealed record SignUpRequest
{
    public const int MaxTeamNameLength = 100;

    /// <summary>The account's e-mail address.</summary>
    [RequiredField, EmailField]
    public string? Email { get; init; }

    /// <summary>12 to 256 characters of any kind.</summary>
    [RequiredField]
    public Secret? Password { get; init; }

    /// <summary>The new team's display name, at most 100 characters; derived from the address if absent.</summary>
    [ShortText(MaxTeamNameLength)]
    public string? Team { get; init; }

    /// <summary>An invitation's token, the end of its invite_url. The account joins that team and creates none.</summary>
    public Secret? Invite { get; init; }

    /// <summary>The token of the setup link, which the start prints while there is no operator. The account becomes the operator.</summary>
    public Secret? SetupToken { get; init; }
}
