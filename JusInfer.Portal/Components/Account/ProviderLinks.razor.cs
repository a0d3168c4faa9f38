using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.External;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;

namespace JusInfer.Portal.Components.Account;

/// <summary>The links that lead to the configured providers.</summary>
public sealed partial class ProviderLinks
{
    /// <summary>What a link does, before the name of the provider.</summary>
    [Parameter]
    public string Label { get; set; } = "Continue with";

    /// <summary>The path on this site to open afterwards.</summary>
    [Parameter, EditorRequired]
    public string ReturnTo { get; set; } = "";

    /// <summary>The token of an invitation that the person accepts.</summary>
    [Parameter]
    public string? Invitation { get; set; }

    [Inject]
    private ExternalProviders Providers { get; set; } = default!;

    private string AddressOf(ExternalProviderOptions provider) => QueryHelpers.AddQueryString(
        provider.StartPath, new Dictionary<string, string?>(StringComparer.Ordinal) { ["returnUrl"] = ReturnTo == ReturnUrl.Default ? null : ReturnTo, ["invite"] = Invitation });
}
