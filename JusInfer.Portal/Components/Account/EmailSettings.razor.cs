using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.Verification;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;

namespace JusInfer.Portal.Components.Account;

/// <summary>Verifies the address of the signed-in person, and asks whether alerts are sent to it.</summary>
public sealed partial class EmailSettings
{
    private PortalUser? user;
    private string? error;
    private bool isSent;
    private bool isSaved;

    /// <summary>Whether the person's role in the team is one that receives alerts.</summary>
    [Parameter]
    public bool ReceivesAlerts { get; set; }

    [SupplyParameterFromForm(Name = "alerts", FormName = "alert-mails")]
    private bool Alerts { get; set; }

    [Inject]
    private UserManager<PortalUser> Users { get; set; } = default!;

    [Inject]
    private EmailVerification Verification { get; set; } = default!;

    private protected override async Task LoadAsync() => user = await FindUserAsync();

    private async Task SendAsync()
    {
        error = user is null ? null : (await Verification.SendAsync(user, Aborted))?.Reason;
        isSent = error is null;
    }

    private async Task SaveAsync()
    {
        if (user is null) return;
        user.MutesAlerts = !Alerts;
        isSaved = (await Users.UpdateAsync(user)).Succeeded;
    }
}
