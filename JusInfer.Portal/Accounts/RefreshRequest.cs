using JusInfer.Portal.Primitives.Validation;

namespace JusInfer.Portal.Accounts;

/// <summary>The exchange of a refresh token for new tokens.</summary>
internal sealed record RefreshRequest
{
    /// <summary>The refresh token of the last response; it works once.</summary>
    [RequiredField]
    public Secret? RefreshToken { get; init; }
}
