using JusInfer.Portal.Primitives.Validation;

namespace JusInfer.Portal.Accounts.Verification;

/// <summary>A change of the caller's e-mail address.</summary>
internal sealed record EmailChangeRequest
{
    /// <summary>The new e-mail address.</summary>
    [RequiredField, EmailField]
    public string? Email { get; init; }

    /// <summary>The account's password. An account without one has to have signed in within ten minutes.</summary>
    public Secret? Password { get; init; }
}
