using System.Collections.Immutable;
using JusInfer.Portal.Accounts.External;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Account;

/// <summary>The providers that are linked to the account of the signed-in person, and links to add others.</summary>
public sealed partial class LinkedIdentityList
{
    private ImmutableArray<LinkedIdentity> links = [];

    [Inject]
    private ExternalSignIn External { get; set; } = default!;

    [Inject]
    private ExternalProviders Providers { get; set; } = default!;

    private protected override async Task LoadAsync() => links = await External.ListAsync(Claims.User, Aborted);

    /// <summary>A provider that the operator has removed has no name any more.</summary>
    private string NameOf(LinkedIdentity link) => Providers.OfIssuer(link.Issuer)?.DisplayName ?? link.Issuer;
}
