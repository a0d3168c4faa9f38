using JusInfer.Portal.Accounts;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace JusInfer.Portal.Components.Operator;

/// <summary>The state of every provider. To anyone but an operator there is no such page.</summary>
public sealed partial class ProvidersPage
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
