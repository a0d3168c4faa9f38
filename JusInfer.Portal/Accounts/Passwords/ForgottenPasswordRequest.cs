using JusInfer.Portal.Primitives.Validation;

namespace JusInfer.Portal.Accounts.Passwords;

/// <summary>A person who forgot the password of the account with this address.</summary>
internal sealed record ForgottenPasswordRequest
{
    [RequiredField, EmailField(OfAnyAccount = true)]
    public string? Email { get; init; }
}
