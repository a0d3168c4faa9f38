using JusInfer.Portal.Accounts.Sessions;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Operator;

/// <summary>Ends all sessions of the account with a typed address.</summary>
public sealed partial class EndSessionsDialog
{
    private string typed = "";

    [Inject]
    private SessionRevocation Sessions { get; set; } = default!;

    private async Task EndAsync()
    {
        if ((await RunAsync(me => Sessions.EndAllAsync(me, typed, CancellationToken.None)))?.Value is not { } ended) return;
        Dialogs.Close(true);
        Dialogs.NotifySuccess(ended == 1 ? "One session was ended." : $"{ended} sessions were ended.");
    }
}
