using JusInfer.Portal.Accounts.Verification;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Account;

/// <summary>The page of a link to a new address of an account.</summary>
public sealed partial class ConfirmEmailPage
{
    [Inject]
    private EmailChanges Changes { get; set; } = default!;

    private protected override Task<Result<string, RequestError>> UseAsync(Secret token, UserId? signedIn, Secret? password, CancellationToken cancellationToken) =>
        Changes.ConfirmAsync(token, signedIn, password, cancellationToken);
}
