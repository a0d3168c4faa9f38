using JusInfer.Portal.Primitives.Validation;

namespace JusInfer.Portal.Accounts.Passwords;

/// <summary>A change of the caller's password.</summary>
internal sealed record PasswordChangeRequest
{
    /// <summary>The password that the account has.</summary>
    [RequiredField]
    public Secret? Current { get; init; }

    /// <summary>12 to 256 characters of any kind.</summary>
    [RequiredField]
    public Secret? New { get; init; }
}
