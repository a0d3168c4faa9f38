using JusInfer.Portal.Accounts;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace JusInfer.Portal.Components.Operator;

/// <summary>Base of a page for operators. Users who are not operators get 404.</summary>
public abstract class OperatorPage : ComponentBase
{
    [Inject]
    private SignedInResolver Resolver { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [CascadingParameter]
    private Task<AuthenticationState> Authentication { get; set; } = default!;

    private protected bool IsOperator { get; private set; }

    protected override async Task OnInitializedAsync()
    {
        IsOperator = await Resolver.ResolveAsync((await Authentication).User, CancellationToken.None) is { IsOperator: true };
        if (!IsOperator) Navigation.NotFound();
    }
}
