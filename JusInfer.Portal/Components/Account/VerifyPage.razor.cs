using JusInfer.Portal.Accounts.Verification;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Account;

/// <summary>The page of a link that verifies an address.</summary>
public sealed partial class VerifyPage
{
    [Inject]
    private EmailVerification Verification { get; set; } = default!;

    private protected override Task<Result<string, RequestError>> UseAsync(Secret token, UserId? signedIn, Secret? password, CancellationToken cancellationToken) =>
        Verification.VerifyAsync(token, signedIn, password, cancellationToken);
}
