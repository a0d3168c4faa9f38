using JusInfer.Portal.Accounts;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace JusInfer.Portal.Components.Account;

/// <summary>Sign in and sign up: two forms at one address, posted without scripts.</summary>
public sealed partial class LoginPage
{
    [SupplyParameterFromQuery(Name = "form")]
    private string? Form { get; set; }

    [SupplyParameterFromQuery(Name = "returnUrl")]
    private string? Asked { get; set; }

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private SignedInResolver Resolver { get; set; } = default!;

    [CascadingParameter]
    private Task<AuthenticationState> Authentication { get; set; } = default!;

    private bool SigningUp => Form == "sign-up";

    private string ReturnTo => ReturnUrl.Local(Asked);

    /// <summary>Whoever is signed in already has no business here.</summary>
    protected override async Task OnInitializedAsync()
    {
        if (await Resolver.ResolveAsync((await Authentication).User, CancellationToken.None) is not null) Navigation.NavigateTo(ReturnTo);
    }

    private string Address(string form) =>
        Navigation.GetUriWithQueryParameters("/login", new Dictionary<string, object?> { ["form"] = form, ["returnUrl"] = Asked });
}
