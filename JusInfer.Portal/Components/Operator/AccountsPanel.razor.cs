using JusInfer.Portal.Components.Developer;
using JusInfer.Portal.Components.Shared.Kit;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Operator;

/// <summary>Creates reset links for any account, and ends its sessions. The services check that the user is an operator.</summary>
public sealed partial class AccountsPanel
{
    [Inject]
    private Dialogs Dialogs { get; set; } = default!;

    private async Task CreateLinkAsync() => await Dialogs.OpenAsync<ResetLinkDialog, bool>("Create a reset link");

    private async Task EndSessionsAsync() => await Dialogs.OpenAsync<EndSessionsDialog, bool>("End all sessions of an account");
}
