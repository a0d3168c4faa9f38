using JusInfer.Portal.Primitives.Validation;

namespace JusInfer.Portal.Accounts;

/// <summary>Another team of the caller: a new one with a name, or the one of an invitation.</summary>
internal sealed record TeamRequest
{
    /// <summary>The display name of a new team, 1 to 100 characters.</summary>
    [ShortText(SignUpRequest.MaxTeamNameLength, MinimumLength = 1)]
    public string? Name { get; init; }

    /// <summary>An invitation's token, the end of its invite_url. The account joins that team and creates none.</summary>
    public Secret? Invite { get; init; }
}
