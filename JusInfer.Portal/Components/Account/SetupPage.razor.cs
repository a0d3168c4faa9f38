using JusInfer.Portal.Accounts;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace JusInfer.Portal.Components.Account;

/// <summary>The page of the setup link: creates the first operator's account, or makes the signed-in account the operator.</summary>
public sealed partial class SetupPage
{
    private SignedIn? signedIn;
    private bool valid;
    private string? error;

    [SupplyParameterFromQuery(Name = "token")]
    private string? Token { get; set; }

    [Inject]
    private SetupToken Setup { get; set; } = default!;

    [Inject]
    private FirstOperator FirstOperator { get; set; } = default!;

    [Inject]
    private SignedInResolver Resolver { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [CascadingParameter]
    private Task<AuthenticationState> Authentication { get; set; } = default!;

    protected override async Task OnInitializedAsync()
    {
        signedIn = await Resolver.ResolveAsync((await Authentication).User, CancellationToken.None);
        valid = !string.IsNullOrEmpty(Token) && await Setup.IsValidAsync(new Secret(Token), CancellationToken.None);
    }

    private async Task ClaimAsync()
    {
        error = (await FirstOperator.ClaimAsync(signedIn!.UserId, new Secret(Token!), CancellationToken.None))?.Reason;
        if (error is null) Navigation.NavigateTo("/operator/providers");
    }
}
