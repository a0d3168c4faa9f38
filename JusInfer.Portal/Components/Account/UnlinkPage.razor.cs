using JusInfer.Portal.Accounts.External;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;

namespace JusInfer.Portal.Components.Account;

/// <summary>Unlinks a provider from the account of the signed-in person.</summary>
public sealed partial class UnlinkPage
{
    private LinkedIdentity? link;
    private string? name;
    private string? obstacle;

    [SupplyParameterFromQuery(Name = "issuer")]
    private string? Issuer { get; set; }

    [SupplyParameterFromQuery(Name = "subject")]
    private string? Subject { get; set; }

    [Inject]
    private ExternalSignIn External { get; set; } = default!;

    [Inject]
    private ExternalProviders Providers { get; set; } = default!;

    internal static string AddressOf(LinkedIdentity link) => QueryHelpers.AddQueryString(
        "/account/unlink", new Dictionary<string, string?>(StringComparer.Ordinal) { ["issuer"] = link.Issuer, ["subject"] = link.Subject });

    private protected override async Task LoadAsync()
    {
        await base.LoadAsync();
        link = (await External.ListAsync(Claims.User, Aborted)).FirstOrDefault(each => each.Issuer == Issuer && each.Subject == Subject);
        if (link is null) obstacle = "This account has no such link.";
        else name = Providers.OfIssuer(link.Issuer)?.DisplayName ?? link.Issuer;
    }

    private async Task<string?> UnlinkAsync()
    {
        if (link is not null && await External.UnlinkAsync(Claims.User, link, Aborted) is { } failure) return failure.Reason;
        Navigation.NavigateTo("/account");
        return null;
    }
}
