using JusInfer.Portal.Accounts;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace JusInfer.Portal.Components.Operator;

/// <summary>Help for people who cannot sign in. Users who are not operators get 404.</summary>
public sealed partial class AccountsPage
{
    private bool isOperator;

    [Inject]
    private SignedInResolver Resolver { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [CascadingParameter]
    private Task<AuthenticationState> Authentication { get; set; } = default!;

    protected override async Task OnInitializedAsync()
    {
        isOperator = await Resolver.ResolveAsync((await Authentication).User, CancellationToken.None) is { IsOperator: true };
        if (!isOperator) Navigation.NotFound();
    }
}
