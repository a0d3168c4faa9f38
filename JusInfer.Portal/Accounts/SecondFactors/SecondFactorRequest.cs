using JusInfer.Portal.Primitives.Validation;

namespace JusInfer.Portal.Accounts.SecondFactors;

/// <summary>A code of the caller's second factor.</summary>
internal sealed record SecondFactorRequest
{
    /// <summary>The code that the authenticator app shows, or a recovery code.</summary>
    [RequiredField]
    public Secret? Code { get; init; }
}
