using JusInfer.Portal.Accounts;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Account;

/// <summary>Base of the pages about an account that also concern its team.</summary>
public abstract class AccountPageBase : AccountComponent
{
    [Inject]
    private SignedInResolver Resolver { get; set; } = default!;

    /// <summary>The person in the team of the session; null if they are not in it.</summary>
    private protected SignedIn? Me { get; private set; }

    private protected override async Task LoadAsync() => Me = await Resolver.FindAsync(Claims, Aborted);
}
