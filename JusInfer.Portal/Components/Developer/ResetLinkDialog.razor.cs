using System.Globalization;
using JusInfer.Portal.Accounts.Passwords;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer;

/// <summary>
/// Creates a link to set a new password and shows it once: for a member of the team or, for operators, for the account with a typed address. Only
/// this dialog references the token: closing the dialog drops it.
/// </summary>
public sealed partial class ResetLinkDialog
{
    private Secret? token;
    private string typed = "";

    /// <summary>The member's id as text; null to ask for an address.</summary>
    [Parameter]
    public string? Member { get; set; }

    /// <summary>The member's address.</summary>
    [Parameter]
    public string? Email { get; set; }

    [Inject]
    private ResetLinks Links { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    private string Origin => Navigation.BaseUri.TrimEnd('/');

    private async Task CreateAsync() => token = (await RunAsync(me => Member is null
        ? Links.CreateAsync(me, typed, CancellationToken.None)
        : Links.CreateAsync(me, MemberId.Parse(Member, CultureInfo.InvariantCulture), CancellationToken.None)))?.Value;
}
