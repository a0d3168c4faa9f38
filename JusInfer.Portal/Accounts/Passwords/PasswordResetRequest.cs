using JusInfer.Portal.Primitives.Validation;

namespace JusInfer.Portal.Accounts.Passwords;

/// <summary>A new password, set with the token of a reset link.</summary>
internal sealed record PasswordResetRequest
{
    [RequiredField]
    public Secret? Token { get; init; }

    [RequiredField]
    public Secret? Password { get; init; }
}
